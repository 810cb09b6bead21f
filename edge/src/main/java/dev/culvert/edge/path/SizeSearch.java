package dev.culvert.edge.path;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the largest packet that a path carries, by pings that are padded as such a packet would be (RFC 8899): first a
 * few usual sizes together, then by halving between the largest that was answered and the smallest that was not.
 */
final class SizeSearch {
    private final int most;
    private int ceiling; // larger ones are known not to pass, or not wanted
    private int answered; // the largest
    private int refused; // the smallest that no answer came to, or ceiling + 1
    private long startedNs;
    private long fullNs; // the last one up to all that may pass
    private int burst; // bursts of the usual sizes sent
    private boolean small; // the second ladder's turn
    private int trying; // when halving; 0 before
    private int tries;
    private long triedNs;
    private boolean running;

    /** A search up to {@code most}, that has not begun. */
    SizeSearch(int most) {
        this.most = most;
        this.ceiling = most;
    }

    /** Begins, or begins again; what was answered before counts no more. */
    void start(long nowNs) {
        fullNs = nowNs;
        begin(nowNs);
    }

    private void begin(long nowNs) {
        startedNs = nowNs;
        burst = 0;
        small = false;
        answered = 0;
        refused = ceiling + 1;
        trying = 0;
        running = true;
    }

    /** The path's own interface refuses packets of so many bytes: nothing as large is tried any more. */
    void refuse(int bytes, long nowNs) {
        if (bytes <= ceiling) {
            ceiling = bytes - 1;
            start(nowNs);
        }
    }

    /** Larger ones may pass by now than so many bytes, which do; 0 if nothing is known to. */
    void raise(int passing, long nowNs) {
        ceiling = most;
        start(nowNs);
        answered = passing;
    }

    /** Whether so many bytes, which did pass, do so still; if not, what does. */
    void check(int passing, long nowNs) {
        ceiling = passing;
        begin(nowNs);
    }

    /** When the last search began. */
    long startedNs() {
        return startedNs;
    }

    /** Whether the last search is so old that it may be worth another. */
    boolean isDueAgain(long nowNs) {
        return !running && fullNs != 0 && nowNs - fullNs >= Timing.SIZE_RAISE_NS;
    }

    boolean isRunning() {
        return running;
    }

    /** The largest size that was answered, or 0. */
    int answered() {
        return answered;
    }

    /** Whether all the usual sizes had their time. */
    boolean hasFirstResult(long roundTripNs, long nowNs) {
        return answered == ceiling || trying > 0 || !running || isLadderOver(roundTripNs, nowNs);
    }

    void onAnswered(int size) {
        if (size > answered && size <= ceiling) {
            answered = size;
            refused = Math.max(refused, size + 1);
            running &= size < ceiling;
            tries = 0;
            trying = 0;
        }
    }

    /** Sizes to be pinged now. */
    List<Integer> due(long roundTripNs, long nowNs) {
        List<Integer> sizes = new ArrayList<>();
        if (!running) {
            return sizes;
        }
        if (!isLadderOver(roundTripNs, nowNs)) {
            while (burst < Timing.SIZE_BURSTS_NS.size() && nowNs - startedNs >= Timing.SIZE_BURSTS_NS.get(burst)) {
                burst++;
                ladder().stream().filter(size -> size > answered).forEach(sizes::add);
            }
            return sizes.stream().distinct().toList();
        }
        if (answered == 0) {
            if (small) {
                running = false; // not even these
            } else {
                small = true;
                startedNs = nowNs;
                burst = 0;
            }
            return sizes;
        }
        halve(roundTripNs, nowNs, sizes);
        return sizes;
    }

    private void halve(long roundTripNs, long nowNs, List<Integer> sizes) {
        if (trying > 0 && nowNs - triedNs < patienceNs(roundTripNs)) {
            return;
        }
        if (trying > 0 && tries >= Limits.SIZE_TRIES) {
            refused = trying;
            trying = 0;
        }
        if (trying == 0) {
            refused = Math.min(
                    refused,
                    ladder().stream()
                            .filter(size -> size > answered)
                            .min(Integer::compare)
                            .orElse(refused));
            int middle = (answered + refused) / 2 & -Limits.SIZE_STEP;
            int next = middle > answered ? middle : (answered & -Limits.SIZE_STEP) + Limits.SIZE_STEP;
            if (next >= refused) {
                running = false;
                return;
            }
            trying = next;
            tries = 0;
        }
        tries++;
        triedNs = nowNs;
        sizes.add(trying);
    }

    private boolean isLadderOver(long roundTripNs, long nowNs) {
        return trying > 0 || nowNs - startedNs >= Timing.SIZE_BURSTS_NS.getLast() + patienceNs(roundTripNs);
    }

    private static long patienceNs(long roundTripNs) {
        return Math.max(Timing.SIZE_PATIENCE_NS, 2 * roundTripNs);
    }

    private List<Integer> ladder() {
        List<Integer> usual = small ? Timing.SIZES_SMALL : Timing.SIZES;
        List<Integer> sizes = new ArrayList<>();
        if (!small) {
            sizes.add(ceiling);
        }
        usual.stream().filter(size -> size < ceiling).forEach(sizes::add);
        return sizes;
    }
}
