package dev.culvert.system.lab;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Decides the fate of each packet of one direction. Pure: from the seed, the impairments, times and lengths follow the
 * deliveries. Not thread-safe: its owner calls it packet by packet.
 */
public final class Fates {
    static final long QUEUE_NS = Duration.ofMillis(100).toNanos();
    private static final long[] NEVER = {};

    private final SplittableRandom random;
    private boolean started;
    private long lineFreeNs;
    private long lastDueNs;

    /** Fates that depend on nothing but the seed and the calls. */
    public Fates(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * When a packet that arrives now is to be delivered: never (lost or the queue is full), once or twice.
     *
     * @param nowNs a monotonic time, never less than in the call before
     * @param length of the packet in bytes; matters where there is a rate
     * @return times of delivery, none earlier than now
     */
    public long[] of(Impairment impairment, long nowNs, int length) {
        if (!started) {
            started = true;
            lineFreeNs = nowNs;
            lastDueNs = nowNs;
        }
        // Always four draws, so that another impairment does not shift the fates of the packets after it.
        boolean lost = random.nextDouble() < impairment.loss();
        boolean twice = random.nextDouble() < impairment.duplication();
        boolean heldBack = random.nextDouble() < impairment.reordering();
        double jitter = random.nextDouble();
        long backlogNs = Math.max(0, lineFreeNs - nowNs);
        if (lost || backlogNs > QUEUE_NS) {
            return NEVER;
        }
        lineFreeNs = nowNs + backlogNs + transmissionNs(impairment, length);
        long arrivalNs = lineFreeNs
                + impairment.delay().toNanos()
                + (long) (jitter * impairment.jitter().toNanos());
        long dueNs;
        if (heldBack) {
            dueNs = arrivalNs + impairment.holdBack().toNanos();
        } else {
            dueNs = lastDueNs + Math.max(0, arrivalNs - lastDueNs);
            lastDueNs = dueNs;
        }
        return twice ? new long[] {dueNs, dueNs} : new long[] {dueNs};
    }

    private static long transmissionNs(Impairment impairment, int length) {
        return impairment.bitsPerSecond() == 0 ? 0 : (long) (length * 8 * 1e9 / impairment.bitsPerSecond());
    }
}
