package dev.culvert.system.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition of the real world: polls it each 5 ms, with a deadline. */
public final class Await {
    private static final long POLL_NS = Duration.ofMillis(5).toNanos();

    private Await() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what what is waited for, for the failure's message
     * @throws AssertionError if it does not hold within the time
     */
    public static void until(String what, Duration within, BooleanSupplier condition) {
        if (!holds(within, condition)) {
            throw new AssertionError("not within " + within.toMillis() + " ms: " + what);
        }
    }

    /** Lets the real world go on for so long. */
    public static void pass(Duration time) {
        var _ = holds(time, () -> false);
    }

    /** Waits until an instant of {@link System#nanoTime}; not at all if that is over. */
    public static void instant(long timeNs) {
        for (long leftNs = timeNs - System.nanoTime(); leftNs > 0; leftNs = timeNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    /** Whether the condition comes to hold within the time; returns as soon as it does. */
    public static boolean holds(Duration within, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }
}
