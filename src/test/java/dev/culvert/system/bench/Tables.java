package dev.culvert.system.bench;

import static dev.culvert.system.bench.Format.times;

import dev.culvert.system.bench.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Results as tables. Pure. */
final class Tables {
    private Tables() {}

    /**
     * One table.
     *
     * @param rows each as long as the head; a column that is empty in all of them is left out
     */
    record Table(String title, List<String> head, List<List<String>> rows) {}

    /** A column: its head, and what stands in it. */
    private record Column(String head, Function<Row, String> cell) {}

    /** Those that have rows. */
    static List<Table> of(Results results) {
        List<Row> rows = results.rows();
        List<Row> cable = rows.stream().filter(row -> row.net().isEmpty()).toList();
        List<Row> nets = rows.stream().filter(row -> !row.net().isEmpty()).toList();
        Views views = new Views(results);
        return Stream.of(
                        views.table("TCP, Gbit/s", cable, views.tcp()),
                        views.table("UDP, received packets/s; ping, ms", cable, views.packets()),
                        views.table("What it costs", cable, views.cost()),
                        views.table("TCP, one stream, Gbit/s, on other networks", nets, views.nets()))
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    /** Columns over one run. */
    private record Views(Results results) {
        List<Column> tcp() {
            List<Column> columns = new ArrayList<>();
            columns.addAll(compared("1 stream", Figure.TCP1));
            columns.add(new Column("of veth", row -> times(results.ratio(row, Figure.TCP1, Variant.VETH))));
            columns.addAll(compared("1 stream back", Figure.TCP1_REVERSE));
            columns.addAll(compared("4 streams", Figure.TCP4));
            columns.addAll(compared("4 streams back", Figure.TCP4_REVERSE));
            columns.add(new Column("sent again, 1", row -> count(row, Figure.TCP1_RESENT)));
            columns.add(new Column("sent again, 4", row -> count(row, Figure.TCP4_RESENT)));
            return columns;
        }

        List<Column> packets() {
            List<Column> columns = new ArrayList<>();
            columns.addAll(compared("64 B", Figure.UDP64));
            columns.addAll(compared("1200 B", Figure.UDP1200));
            columns.addAll(compared("idle p50", Figure.IDLE_P50));
            columns.add(new Column("p99", row -> plain(row, Figure.IDLE_P99)));
            columns.addAll(compared("loaded p50", Figure.LOADED_P50));
            columns.add(new Column("p99", row -> plain(row, Figure.LOADED_P99)));
            return columns;
        }

        List<Column> cost() {
            List<Column> columns = new ArrayList<>();
            columns.add(new Column("CPU s/GB, sender", row -> plain(row, Figure.CPU_SENDER)));
            columns.add(new Column("receiver", row -> plain(row, Figure.CPU_RECEIVER)));
            columns.add(new Column("relay", row -> plain(row, Figure.CPU_RELAY)));
            columns.addAll(compared("both ends", Figure.CPU_ENDS));
            columns.add(new Column("RSS MB, sender", row -> plain(row, Figure.RSS_SENDER)));
            columns.add(new Column("receiver", row -> plain(row, Figure.RSS_RECEIVER)));
            columns.add(new Column("relay", row -> plain(row, Figure.RSS_RELAY)));
            columns.add(new Column("after GB", row -> plain(row, Figure.CARRIED)));
            columns.add(new Column("GC pause p99, ms", row -> plain(row, Figure.GC_P99)));
            columns.addAll(compared("first second, Gbit/s", Figure.FIRST_SECOND));
            return columns;
        }

        List<Column> nets() {
            List<Column> columns = new ArrayList<>();
            columns.add(new Column("network", Row::net));
            columns.addAll(compared("1 stream", Figure.TCP1));
            columns.add(new Column("of bare", row -> times(results.ratio(row, Figure.TCP1, Variant.VETH))));
            columns.add(new Column("sent again", row -> count(row, Figure.TCP1_RESENT)));
            return columns;
        }

        /** A figure with its spread, and how many times wireguard-go's that is. */
        private List<Column> compared(String head, Figure figure) {
            return List.of(
                    new Column(
                            head, row -> row.figure(figure).map(Format::spread).orElse("")),
                    new Column("× wg-go", row -> times(results.ratio(row, figure, Variant.WIREGUARD_GO))));
        }

        private static String plain(Row row, Figure figure) {
            return row.median(figure).map(Format::figure).orElse("");
        }

        private static String count(Row row, Figure figure) {
            return row.median(figure)
                    .map(median -> Long.toString(Math.round(median)))
                    .orElse("");
        }

        /** Of the rows that have anything to show. */
        Table table(String title, List<Row> rows, List<Column> columns) {
            List<List<String>> cells = new ArrayList<>();
            for (Row row : rows) {
                List<String> line =
                        columns.stream().map(column -> column.cell().apply(row)).toList();
                if (line.stream().anyMatch(cell -> !cell.isEmpty())) {
                    cells.add(
                            Stream.concat(Stream.of(row.title()), line.stream()).toList());
                }
            }
            List<String> head = Stream.concat(Stream.of(""), columns.stream().map(Column::head))
                    .toList();
            return withoutEmptyColumns(title, head, cells);
        }
    }

    private static Table withoutEmptyColumns(String title, List<String> head, List<List<String>> rows) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
                kept.add(column);
            }
        }
        return new Table(
                title,
                pick(head, kept),
                rows.stream().map(row -> pick(row, kept)).toList());
    }

    private static List<String> pick(List<String> cells, List<Integer> kept) {
        return kept.stream().map(cells::get).toList();
    }

    /** What stands under the tables: what was left out, and what went wrong. */
    static List<String> remarks(Results results) {
        Stream<String> leftOut = results.leftOut().stream()
                .map(one -> "Left out: " + one.title() + " (" + one.variant() + "): " + one.why() + ".");
        Stream<String> problems = results.rows().stream()
                .flatMap(row -> row.problems().stream().map(problem -> row.variant() + ": " + problem));
        return Stream.concat(leftOut, problems).toList();
    }

    /** What each row's program says of itself. */
    static List<String> notes(Results results) {
        return results.rows().stream()
                .filter(row -> !row.note().isEmpty())
                .map(row -> row.variant() + ": " + row.note())
                .toList();
    }

    /** In a few words: how long, on what. */
    static String caption(Results results) {
        Machine machine = results.machine();
        return "median of %s of %d s (smallest–largest); %d × %s; Linux %s; Java %s; %s; %s"
                .formatted(
                        results.rounds() == 1 ? "1 round" : results.rounds() + " rounds",
                        results.seconds(),
                        machine.cpus(),
                        Optional.of(machine.cpu()).filter(cpu -> !cpu.isEmpty()).orElse("CPU"),
                        machine.kernel(),
                        machine.java(),
                        results.date(),
                        results.commit());
    }
}
