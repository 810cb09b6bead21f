package dev.culvert.system.bench;

import dev.culvert.common.ops.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it is written to a file: the names of these fields are those of the JSON. Immutable.
 *
 * @param date when it began, ISO 8601, UTC
 * @param commit of the source tree
 * @param machine what it ran on
 * @param rounds how often each figure was measured
 * @param seconds how long each time
 * @param warmUpSeconds how long what warms up was used before, each way
 */
record Results(
        String date,
        String commit,
        Machine machine,
        int rounds,
        int seconds,
        int warmUpSeconds,
        List<Row> rows,
        List<LeftOut> leftOut) {

    /** Copies the lists. */
    Results {
        rows = List.copyOf(rows);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * One variant.
     *
     * @param variant as {@code --variants} takes it
     * @param tunnel the same without what is between the hosts
     * @param net what is between the hosts; "" for a cable
     * @param note what the program said of itself
     * @param figures by their words
     * @param problems measurements that were none, and other faults
     */
    record Row(
            String variant,
            String tunnel,
            String net,
            String title,
            String note,
            Map<String, Summary> figures,
            List<String> problems) {
        /** Copies map and list. */
        Row {
            figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
            problems = List.copyOf(problems);
        }

        Optional<Summary> figure(Figure figure) {
            return Optional.ofNullable(figures.get(figure.word()));
        }

        Optional<Double> median(Figure figure) {
            return figure(figure).map(Summary::median);
        }
    }

    /**
     * What was asked for and could not be had.
     *
     * @param why in one line
     */
    record LeftOut(String variant, String title, String why) {}

    Optional<Row> row(String variant) {
        return rows.stream().filter(row -> row.variant().equals(variant)).findFirst();
    }

    /** This row's median in that of another tunnel on the same net; none unless both were measured. */
    Optional<Double> ratio(Row row, Figure figure, String tunnel) {
        String other = row.net().isEmpty() ? tunnel : tunnel + "@" + row.net();
        return row(other)
                .flatMap(base -> base.median(figure))
                .filter(base -> base > 0)
                .flatMap(base -> row.median(figure).map(median -> median / base));
    }

    /** As text that ends with a line feed. */
    String json() {
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    static Results parse(String json) {
        return Json.mapper().readValue(json, Results.class);
    }
}
