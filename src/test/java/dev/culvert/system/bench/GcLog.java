package dev.culvert.system.bench;

import java.util.List;
import java.util.regex.Pattern;

/** What {@code -Xlog:gc} wrote: how long collections stopped a program. Pure. */
final class GcLog {
    private static final Pattern PAUSE = Pattern.compile("(?m) Pause .* ([0-9]+[.,][0-9]+)ms$");

    private GcLog() {}

    /** In milliseconds, in the order of the log. */
    static List<Double> pausesMs(String log) {
        return PAUSE.matcher(log)
                .results()
                .map(pause -> Double.valueOf(pause.group(1).replace(',', '.')))
                .toList();
    }
}
