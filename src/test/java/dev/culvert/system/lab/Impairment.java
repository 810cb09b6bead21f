package dev.culvert.system.lab;

import java.time.Duration;

/**
 * What a link does to the packets of one direction. Immutable; built up from {@link #NONE}:
 * {@code NONE.delay(ofMillis(20)).loss(0.1)}.
 *
 * @param delay every packet takes at least this long
 * @param jitter and up to this much longer, evenly spread; the packets stay in order
 * @param loss share of the packets that vanish, 0 to 1
 * @param duplication share of the others that arrive twice
 * @param reordering share of the others that are held back by {@code holdBack}, so that later ones overtake them
 * @param holdBack how long those are held back
 * @param bitsPerSecond the link's rate, with 100 ms of queue before it, 0 for no limit
 */
public record Impairment(
        Duration delay,
        Duration jitter,
        double loss,
        double duplication,
        double reordering,
        Duration holdBack,
        long bitsPerSecond) {
    /** A link that does nothing to its packets. */
    public static final Impairment NONE = new Impairment(Duration.ZERO, Duration.ZERO, 0, 0, 0, Duration.ZERO, 0);

    /** A link that is cut: everything vanishes. */
    public static final Impairment CUT = NONE.loss(1);

    /** Checks the ranges. */
    public Impairment {
        if (delay.isNegative() || jitter.isNegative() || holdBack.isNegative() || bitsPerSecond < 0) {
            throw new IllegalArgumentException("negative time or rate");
        }
        requireShare(loss);
        requireShare(duplication);
        requireShare(reordering);
    }

    /** The same with this delay. */
    public Impairment delay(Duration newDelay) {
        return new Impairment(newDelay, jitter, loss, duplication, reordering, holdBack, bitsPerSecond);
    }

    /** The same with this jitter. */
    public Impairment jitter(Duration newJitter) {
        return new Impairment(delay, newJitter, loss, duplication, reordering, holdBack, bitsPerSecond);
    }

    /** The same with this share lost. */
    public Impairment loss(double newLoss) {
        return new Impairment(delay, jitter, newLoss, duplication, reordering, holdBack, bitsPerSecond);
    }

    /** The same with this share arriving twice. */
    public Impairment duplication(double newDuplication) {
        return new Impairment(delay, jitter, loss, newDuplication, reordering, holdBack, bitsPerSecond);
    }

    /** The same with this share held back for this long. */
    public Impairment reordering(double newReordering, Duration newHoldBack) {
        return new Impairment(delay, jitter, loss, duplication, newReordering, newHoldBack, bitsPerSecond);
    }

    /** The same at this rate. */
    public Impairment rate(long newBitsPerSecond) {
        return new Impairment(delay, jitter, loss, duplication, reordering, holdBack, newBitsPerSecond);
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(share + " is not a share between 0 and 1");
        }
    }
}
