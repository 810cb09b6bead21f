package dev.culvert.system.natlab;

import dev.culvert.common.cli.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Cells for people: a line each, columns aligned. Pure. */
final class Matrix {
    private static final List<String> HEAD =
            List.of("PAIR", "INPUT", "TRIALS", "DIRECT", "P50", "P99", "FIRST ANSWER", "PACKETS", "CLASS", "VERDICT");

    private static final List<String> DETECTION_HEAD = List.of("BEHIND", "EDGES", "CLASS RIGHT", "P50", "WORST");

    private Matrix() {}

    /** All cells, and under them every verdict in full words, and what was found out about each kind of NAT. */
    static String render(List<Cell> cells) {
        String table = TextTable.render(HEAD, cells.stream().map(Matrix::row).toList());
        String words = cells.stream()
                .flatMap(cell -> cell.verdicts().stream())
                .distinct()
                .map(verdict -> "  " + verdict)
                .collect(Collectors.joining("\n"));
        List<Detection.OfKind> detections = Detection.byKind(cells);
        return table
                + (words.isEmpty() ? "" : "\n\nVerdicts in full:\n" + words)
                + (detections.isEmpty()
                        ? ""
                        : "\n\nNAT detection:\n"
                                + TextTable.render(
                                        DETECTION_HEAD,
                                        detections.stream().map(Matrix::row).toList()));
    }

    private static List<String> row(Detection.OfKind kind) {
        return List.of(
                kind.kind().word(),
                Integer.toString(kind.edges()),
                percent((double) kind.right() / kind.edges()),
                seconds(kind.p50Ms()),
                seconds(kind.worstMs()));
    }

    private static List<String> row(Cell cell) {
        return List.of(
                cell.pairing().word(),
                input(cell),
                Integer.toString(cell.trials().size()),
                percent(cell.directShare()),
                seconds(cell.directMs(50)),
                seconds(cell.directMs(99)),
                seconds(cell.firstAnswerMs(50)),
                Long.toString(cell.packets()),
                cell.classesRight(),
                cell.verdicts().stream().map(Cell::code).distinct().collect(Collectors.joining(", ")));
    }

    /** One cell in one line, as it is done. */
    static String line(Cell cell) {
        String when = cell.directMs(50)
                .map(median -> ", p50 " + seconds(Optional.of(median)) + ", p99 " + seconds(cell.directMs(99)))
                .orElse("");
        String why = cell.verdicts().stream().map(Cell::code).distinct().collect(Collectors.joining(", "));
        return "%-30s input %-6s direct %s%s, %d packets%s"
                .formatted(
                        cell.pairing().word(),
                        input(cell),
                        percent(cell.directShare()),
                        when,
                        cell.packets(),
                        why.isEmpty() ? "" : "; " + why);
    }

    static String input(Cell cell) {
        return cell.input().name().toLowerCase(Locale.ROOT);
    }

    /** "100 %" only if it is all of them. */
    static String percent(double share) {
        return (int) Math.floor(share * 100 + 1e-9) + " %";
    }

    /** "0.31 s", or "" for none. */
    static String seconds(Optional<Double> ms) {
        return ms.map(value -> String.format(Locale.ROOT, "%.2f s", value / 1000))
                .orElse("");
    }
}
