package dev.culvert.common.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Rows of text with their columns aligned, and how numbers stand in them. Pure. */
public final class TextTable {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int SECONDS = 60;
    private static final int HOURS = 24;

    private TextTable() {}

    /**
     * The rows under their head, a line each. A column in which all rows are empty is left out.
     *
     * @param rows each as long as the head
     */
    public static String render(List<String> head, List<List<String>> rows) {
        int[] widths = new int[head.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        List<List<String>> all = new ArrayList<>(Collections.singletonList(head));
        all.addAll(rows);
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > 0) {
                    int width = Math.max(widths[i], head.get(i).length());
                    line.append(row.get(i)).repeat(' ', width - row.get(i).length() + 2);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** The first characters of a key: enough to tell those in a table apart. */
    public static String brief(Object key) {
        return key.toString().substring(0, 8);
    }

    /** Bytes in at most 8 characters. */
    public static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    /** How long ago, in its largest unit; "never" for nothing. */
    public static String ago(OptionalLong seconds) {
        return seconds.isEmpty() ? "never" : span(seconds.getAsLong()) + " ago";
    }

    /** A time span in its largest unit. */
    public static String span(long seconds) {
        long minutes = seconds / SECONDS;
        long hours = minutes / SECONDS;
        if (minutes == 0) {
            return seconds + "s";
        }
        if (hours == 0) {
            return minutes + "m";
        }
        return hours < 2 * HOURS ? hours + "h" : hours / HOURS + "d";
    }
}
