package dev.culvert.system.natlab;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.report.Svg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Cells as a picture: a triangle of kinds for each policy. Shade and percentage say how often the pair became direct, the small
 * line how soon (p50), or why not. SVG with its own colours for light and dark. Pure.
 */
final class HeatMap {
    private static final int LEFT = 132;
    private static final int TOP = 78;
    private static final int CELL_WIDTH = 96;
    private static final int CELL_HEIGHT = 46;
    private static final int GAP = 3;
    private static final int PANEL_HEAD = 34;
    private static final int LEGEND = 44;
    private static final String TITLE = "How often two edges get a direct path, by the NATs before them";
    /** Of small letters, in a cell. */
    private static final int LONGEST_LINE = 16;

    private static final List<SiteKind> KINDS = List.of(SiteKind.values());
    private static final int WIDTH = LEFT + KINDS.size() * CELL_WIDTH + 20;
    private static final int PANEL = PANEL_HEAD + (KINDS.size() + Pairing.Together.values().length) * CELL_HEIGHT + 52;

    /** Shares from which each shade is used, and the words of the legend. */
    private enum Shade {
        NEVER(0, "never"),
        SELDOM(Double.MIN_VALUE, "below 50 %"),
        OFTEN(0.5, "below 95 %"),
        MOSTLY(0.95, "below 99 %"),
        ALWAYS(0.99, "99 % and more");

        private final double from;
        private final String words;

        Shade(double from, String words) {
            this.from = from;
            this.words = words;
        }

        static Shade of(double share) {
            return Arrays.stream(values())
                    .filter(shade -> share >= shade.from)
                    .reduce((lower, higher) -> higher)
                    .orElse(NEVER);
        }

        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String STYLE = """
            <style>
            text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #1f2937; }
            .page { fill: #ffffff; }
            .title { font-size: 17px; font-weight: 600; }
            .panel { font-size: 14px; font-weight: 600; }
            .small { font-size: 12px; fill: #4b5563; }
            .label { font-size: 12px; }
            .share { font-size: 14px; font-weight: 600; }
            .detail { font-size: 11px; }
            .why { font-size: 10px; }
            .none { fill: none; stroke: #d1d5db; stroke-dasharray: 3 3; }
            .never { fill: #e5e7eb; } .seldom { fill: #fde3b0; } .often { fill: #bfe3dc; } .mostly { fill: #5fb8aa; } .always { fill: #0f766e; }
            .bright { fill: #ffffff; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e5e7eb; }
              .page { fill: #11161d; }
              .small { fill: #9ca3af; }
              .none { stroke: #374151; }
              .never { fill: #2a323d; } .seldom { fill: #6b4d16; } .often { fill: #1d4a46; } .mostly { fill: #17766c; } .always { fill: #22b8a7; }
              .bright { fill: #06231f; }
            }
            </style>
            """;

    private HeatMap() {}

    /** The picture of all policies that cells are of. */
    static String render(List<Cell> cells, String caption) {
        List<InputPolicy> policies = Stream.of(InputPolicy.DROP, InputPolicy.ACCEPT)
                .filter(policy -> cells.stream().anyMatch(cell -> cell.input() == policy))
                .toList();
        int height = TOP + policies.size() * PANEL + LEGEND;
        List<String> parts = new ArrayList<>();
        parts.add(Svg.text(20, 32, "title", "start", TITLE));
        parts.add(Svg.text(20, 54, "small", "start", caption));
        for (int i = 0; i < policies.size(); i++) {
            parts.add(panel(cells, policies.get(i), TOP + i * PANEL));
        }
        parts.add(legend(height - LEGEND + 10));
        return Svg.document(WIDTH, height, TITLE, STYLE, parts);
    }

    private static String panel(List<Cell> cells, InputPolicy policy, int top) {
        List<String> parts = new ArrayList<>();
        String what = policy == InputPolicy.DROP
                ? "Routers drop unsolicited packets for themselves"
                : "Routers accept unsolicited packets for themselves";
        parts.add(Svg.text(20, top + 20, "panel", "start", what));
        int y = top + PANEL_HEAD;
        for (SiteKind row : KINDS) {
            parts.add(Svg.text(LEFT - 10, y + 27, "label", "end", row.word()));
            for (SiteKind column : KINDS) {
                if (column.compareTo(row) <= 0) {
                    parts.add(cell(cells, policy, new Pairing.Apart(column, row), KINDS.indexOf(column), y));
                }
            }
            y += CELL_HEIGHT;
        }
        for (SiteKind column : KINDS) {
            parts.add(Svg.text(center(KINDS.indexOf(column)), y + 16, "label", "middle", column.word()));
        }
        y += 32;
        for (Pairing.Together together : Pairing.Together.values()) {
            parts.add(Svg.text(LEFT - 10, y + 27, "label", "end", together.word()));
            parts.add(cell(cells, policy, together, 0, y));
            y += CELL_HEIGHT;
        }
        return String.join("\n", parts);
    }

    private static int center(int column) {
        return LEFT + column * CELL_WIDTH + (CELL_WIDTH - GAP) / 2;
    }

    private static String cell(List<Cell> cells, InputPolicy policy, Pairing pairing, int column, int y) {
        Optional<Cell> found = cells.stream()
                .filter(cell -> cell.input() == policy && cell.pairing().equals(pairing))
                .findFirst();
        String box = "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>";
        int x = LEFT + column * CELL_WIDTH;
        int width = CELL_WIDTH - GAP;
        int height = CELL_HEIGHT - GAP;
        if (found.isEmpty()) {
            return box.formatted("none", x, y, width, height);
        }
        Cell cell = found.get();
        Shade shade = Shade.of(cell.directShare());
        String on = shade == Shade.ALWAYS ? " bright" : "";
        List<String> parts = new ArrayList<>();
        parts.add("<g><title>" + Svg.escaped(tooltip(cell)) + "</title>");
        parts.add(box.formatted(shade.style(), x, y, width, height));
        String share = Matrix.percent(cell.directShare());
        if (cell.directMs(50).isPresent()) {
            parts.add(Svg.text(center(column), y + 19, "share" + on, "middle", share));
            parts.add(Svg.text(center(column), y + 34, "detail" + on, "middle", Matrix.seconds(cell.directMs(50))));
        } else {
            parts.add(Svg.text(center(column), y + 16, "share", "middle", share));
            List<String> why = why(cell);
            for (int i = 0; i < why.size(); i++) {
                parts.add(Svg.text(center(column), y + 28 + 11 * i, "why", "middle", why.get(i)));
            }
        }
        parts.add("</g>");
        return String.join("\n", parts);
    }

    /** The most frequent verdict's code, in two lines at most. */
    private static List<String> why(Cell cell) {
        List<String> lines = new ArrayList<>(List.of(""));
        String code = cell.verdicts().stream().map(Cell::code).findFirst().orElse("");
        for (String part : code.split("(?<=[- ])", -1)) {
            String longer = lines.getLast() + part;
            if (longer.length() <= LONGEST_LINE) {
                lines.set(lines.size() - 1, longer);
            } else {
                lines.add(part);
            }
        }
        lines.removeIf(String::isEmpty);
        return lines.size() <= 2 ? lines : List.of(lines.getFirst(), lines.get(1) + "…");
    }

    private static String tooltip(Cell cell) {
        List<String> lines = new ArrayList<>(List.of(cell.pairing().word() + ", input " + Matrix.input(cell)
                + ": direct " + Matrix.percent(cell.directShare()) + " of "
                + cell.trials().size()));
        if (cell.directMs(50).isPresent()) {
            lines.add("p50 " + Matrix.seconds(cell.directMs(50)) + ", p99 " + Matrix.seconds(cell.directMs(99)));
        }
        lines.add(cell.packets() + " packets in the median trial");
        lines.addAll(cell.verdicts());
        return String.join("\n", lines);
    }

    private static String legend(int y) {
        List<String> parts = new ArrayList<>();
        int x = 20;
        for (Shade shade : Shade.values()) {
            parts.add("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"18\" height=\"14\" rx=\"3\"/>"
                    .formatted(shade.style(), x, y));
            parts.add(Svg.text(x + 24, y + 11, "small", "start", shade.words));
            x += 44 + 7 * shade.words.length();
        }
        parts.add(Svg.text(
                x + 10, y + 11, "small", "start", "small figure: median time from the first packet to direct"));
        return String.join("\n", parts);
    }
}
