package dev.culvert.common.time;

/**
 * Protocol time: nanoseconds that go on during suspend (CLOCK_BOOTTIME in the product, a virtual clock in tests), so
 * that a laptop that slept knows that its keys are too old. Compared only by subtraction. Any thread.
 */
@FunctionalInterface
public interface NanoClock {
    /** Nanoseconds since an arbitrary start. */
    long nowNs();
}
