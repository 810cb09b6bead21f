package dev.culvert.edge.network;

import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers changes of the network, which come in flocks, and lets them through together: soon after the first, at most once
 * a second, and never so that the last one is forgotten. One thread.
 */
public final class ChangeThrottle {
    /** What {@link #dueNs} is while nothing waits. */
    public static final long NOTHING = Long.MAX_VALUE;

    private static final int MOST_WORDS = 3;

    private final List<String> words = new ArrayList<>();
    private long further;
    private long dueNs = NOTHING;
    private long earliestNs = Long.MIN_VALUE;

    /**
     * Something has changed.
     *
     * @param what the first of these changes
     * @param count how many they are, at least 1
     */
    public void onChange(String what, long count, long nowNs) {
        if (words.size() < MOST_WORDS && !words.contains(what)) {
            words.add(what);
            further += count - 1;
        } else {
            further += count;
        }
        if (dueNs == NOTHING) {
            dueNs = Math.max(nowNs + Timing.NETWORK_SETTLE_NS, earliestNs);
        }
    }

    /** When {@link #take} gives what was gathered, or {@link #NOTHING}. */
    public long dueNs() {
        return dueNs;
    }

    /** What was gathered, for a person; nothing is left then. Only from {@link #dueNs} on. */
    public String take(long nowNs) {
        String taken = String.join(", ", words) + (further == 0 ? "" : " and " + further + " more");
        words.clear();
        further = 0;
        dueNs = NOTHING;
        earliestNs = nowNs + Timing.NETWORK_CHANGE_SPACING_NS;
        return taken;
    }
}
