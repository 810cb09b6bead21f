package dev.culvert.system.bench;

import dev.culvert.system.bench.Tables.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/PERFORMANCE.md: the part of it that a run writes. Pure. */
final class Page {
    /** Lines between which it stands. */
    static final String BEGIN = "<!-- from here on written by scripts/bench --docs -->";

    static final String END = "<!-- up to here -->";

    private Page() {}

    /**
     * The page with the part replaced.
     *
     * @param picture where the page finds it
     * @throws IllegalArgumentException if the page has no such part
     */
    static String with(String page, Results results, String picture) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no lines '" + BEGIN + "' and '" + END + "' in this order");
        }
        return page.substring(0, begin) + BEGIN + "\n\n" + section(results, picture) + "\n" + page.substring(end);
    }

    private static String section(Results results, String picture) {
        String caption = Tables.caption(results);
        Stream<String> tables = Tables.of(results).stream().map(Page::markdown);
        Stream<String> head =
                Stream.of("Measured: " + caption + ".\n", "![" + escaped(caption) + "](" + picture + ")\n");
        Stream<String> lists = Stream.of(Tables.remarks(results), Tables.notes(results))
                .filter(lines -> !lines.isEmpty())
                .map(lines ->
                        lines.stream().map(line -> "- " + escaped(line) + "\n").collect(Collectors.joining()));
        return Stream.of(head, tables, lists).flatMap(part -> part).collect(Collectors.joining("\n"));
    }

    private static String markdown(Table table) {
        String rule = "|" + "---|".repeat(table.head().size());
        return Stream.concat(
                        Stream.of("### " + table.title() + "\n", line(table.head()), rule),
                        table.rows().stream().map(Page::line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Page::escaped).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
