package dev.culvert.system.bench;

import dev.culvert.system.bench.Results.Row;
import dev.culvert.system.report.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Results as bars, a panel for each figure: the bar is the median, the line over it reaches from smallest to largest. Pure. */
final class Chart {
    private static final String TITLE = "Culvert beside other VPNs on one machine";
    private static final int WIDTH = 990;
    private static final int LEFT = 310;
    private static final int RIGHT = 210;
    private static final int TOP = 92;
    private static final int PANEL_HEAD = 34;
    private static final int PANEL_FOOT = 18;
    private static final int ROW = 22;
    private static final int BAR = 14;

    private static final String STYLE = """
            <style>
            text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #1f2937; }
            .page { fill: #ffffff; }
            .title { font-size: 17px; font-weight: 600; }
            .panel { font-size: 14px; font-weight: 600; }
            .small { font-size: 12px; fill: #4b5563; }
            .label { font-size: 12px; }
            .ours { fill: #0f766e; } .base { fill: #b45309; } .cable { fill: #d1d5db; } .other { fill: #9ca3af; }
            .spread { stroke: #1f2937; stroke-width: 1.5; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e5e7eb; }
              .page { fill: #11161d; }
              .small { fill: #9ca3af; }
              .ours { fill: #22b8a7; } .base { fill: #f59e0b; } .cable { fill: #374151; } .other { fill: #6b7280; }
              .spread { stroke: #e5e7eb; }
            }
            </style>
            """;

    private static final List<Panel> PANELS = List.of(
            new Panel("TCP, one stream: Gbit/s", Figure.TCP1, Chart::isCable),
            new Panel("TCP, one stream back: Gbit/s", Figure.TCP1_REVERSE, Chart::isCable),
            new Panel("TCP, four streams: Gbit/s", Figure.TCP4, Chart::isCable),
            new Panel("UDP, 1,200 bytes: packets/s received", Figure.UDP1200, Chart::isCable),
            new Panel("UDP, 64 bytes: packets/s received", Figure.UDP64, Chart::isCable),
            new Panel("Ping while idle, median: ms (less is better)", Figure.IDLE_P50, Chart::isCable),
            new Panel("Ping beside a TCP stream, median: ms (less is better)", Figure.LOADED_P50, Chart::isCable),
            new Panel("CPU of both ends: seconds per GB (less is better)", Figure.CPU_ENDS, Chart::isCable),
            new Panel("TCP, one stream, on other networks: Gbit/s", Figure.TCP1, row -> !isCable(row)));

    private Chart() {}

    private record Panel(String title, Figure figure, Predicate<Row> rows) {}

    private static boolean isCable(Row row) {
        return row.net().isEmpty();
    }

    /** Panels that have nothing to show are left out. */
    static String render(Results results) {
        List<String> parts = new ArrayList<>();
        parts.add(Svg.text(20, 32, "title", "start", TITLE));
        parts.add(Svg.text(20, 54, "small", "start", Tables.caption(results)));
        parts.add(Svg.text(20, 70, "small", "start", "×: times the newest wireguard-go on the same network"));
        int y = TOP;
        for (Panel panel : PANELS) {
            List<Row> rows = results.rows().stream()
                    .filter(panel.rows())
                    .filter(row -> row.figure(panel.figure()).isPresent())
                    .toList();
            if (!rows.isEmpty()) {
                y = draw(panel, rows, results, y, parts);
            }
        }
        return Svg.document(WIDTH, y + PANEL_FOOT, TITLE, STYLE, parts);
    }

    /** Returns where the next one begins. */
    private static int draw(Panel panel, List<Row> rows, Results results, int top, List<String> parts) {
        parts.add(Svg.text(20, top + 18, "panel", "start", panel.title()));
        double most = rows.stream()
                .flatMap(row -> row.figure(panel.figure()).stream())
                .mapToDouble(Summary::max)
                .max()
                .orElse(1);
        int y = top + PANEL_HEAD;
        for (Row row : rows) {
            Summary summary = row.figure(panel.figure()).orElseThrow();
            String label = isCable(row) ? row.title() : row.title() + ", " + row.net();
            parts.add(Svg.text(LEFT - 10, y + BAR - 3, "label", "end", label));
            parts.add(bar(row, y, x(summary.median(), most)));
            parts.add(line(y + BAR / 2, x(summary.min(), most), x(summary.max(), most)));
            String times = Format.times(results.ratio(row, panel.figure(), Variant.WIREGUARD_GO));
            String ratio = times.isEmpty() || row.tunnel().equals(Variant.WIREGUARD_GO) ? "" : " (× " + times + ")";
            parts.add(Svg.text(
                    x(summary.max(), most) + 8,
                    y + BAR - 3,
                    "label",
                    "start",
                    Format.figure(summary.median()) + ratio));
            y += ROW;
        }
        return y + PANEL_FOOT;
    }

    private static int x(double value, double most) {
        return LEFT + (int) Math.round((WIDTH - LEFT - RIGHT) * (most > 0 ? value / most : 0));
    }

    private static String bar(Row row, int y, int end) {
        String style = row.tunnel().startsWith("culvert")
                ? "ours"
                : switch (row.tunnel()) {
                    case Variant.VETH -> "cable";
                    case Variant.WIREGUARD_GO -> "base";
                    default -> "other";
                };
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>",
                style,
                LEFT,
                y,
                Math.max(1, end - LEFT),
                BAR);
    }

    private static String line(int y, int from, int to) {
        return String.format(
                Locale.ROOT,
                "<line class=\"spread\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                from,
                y,
                Math.max(from + 1, to),
                y);
    }
}
