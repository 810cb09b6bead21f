package dev.culvert.system.bench;

import java.util.Locale;
import java.util.Optional;

/** Numbers as they stand in tables and pictures: three digits that matter. Pure. */
final class Format {
    private Format() {}

    /** 0.123, 1.23, 12.3, 123, 12,300. */
    static String figure(double value) {
        double size = Math.abs(value);
        String format = size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Median, and smallest and largest of all rounds. */
    static String spread(Summary summary) {
        return summary.all().size() == 1
                ? figure(summary.median())
                : figure(summary.median()) + " (" + figure(summary.min()) + "–" + figure(summary.max()) + ")";
    }

    /** A number of times, "" for none. */
    static String times(Optional<Double> ratio) {
        return ratio.map(value -> String.format(Locale.ROOT, "%.2f", value)).orElse("");
    }
}
