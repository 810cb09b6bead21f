package dev.culvert.common.session;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.Arrays;

/**
 * Which counters of a keypair were received: a sliding window as a ring of words (RFC 6479). Not thread-safe: the caller
 * holds the keypair's receive lock. Counters are unsigned.
 */
public final class ReplayWindow {
    /** What to do with a packet that was authentic. */
    public enum Verdict {
        ACCEPTED,
        DUPLICATE,
        /** Behind the window: whether it was received before is no longer known. */
        TOO_OLD
    }

    /** How far behind the highest counter received a packet may be: the ring less the word that the head moves into. */
    public static final int REACH = Limits.REPLAY_WINDOW_BITS - Long.SIZE;

    private static final int WORD_SHIFT = 6;
    private static final int WORDS = Limits.REPLAY_WINDOW_BITS / Long.SIZE;

    /** Enough for most sessions that carry no packets, as each of a supernode's; 8 KB for each would be most of its memory. */
    private static final int FIRST_WORDS = 16;

    private long[] ring = new long[FIRST_WORDS]; // whole once a counter is beyond it; the first words mean the same
    private long next; // one more than the highest counter received

    /** Records a counter of an authentic packet, unless it may not be used or was used before. */
    public Verdict accept(long counter) {
        if (Long.compareUnsigned(counter, Timing.REJECT_AFTER_MESSAGES) >= 0) {
            return Verdict.TOO_OLD;
        }
        long word = counter >>> WORD_SHIFT;
        if (word >= ring.length && ring.length < WORDS) {
            ring = Arrays.copyOf(ring, WORDS);
        }
        if (Long.compareUnsigned(counter, next) >= 0) {
            advance(word);
            next = counter + 1;
        } else if (Long.compareUnsigned(next - 1 - counter, REACH) > 0) {
            return Verdict.TOO_OLD;
        }
        int slot = (int) word & (WORDS - 1);
        long bit = 1L << counter;
        if ((ring[slot] & bit) != 0) {
            return Verdict.DUPLICATE;
        }
        ring[slot] |= bit;
        return Verdict.ACCEPTED;
    }

    /** Clears the words between the head's and this one, which the ring has used before. */
    private void advance(long word) {
        long headWord = next == 0 ? 0 : (next - 1) >>> WORD_SHIFT;
        long words = Math.min(word - headWord, WORDS);
        for (long i = 1; i <= words; i++) {
            ring[(int) (headWord + i) & (WORDS - 1)] = 0;
        }
    }
}
