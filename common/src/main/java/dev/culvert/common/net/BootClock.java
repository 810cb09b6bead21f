package dev.culvert.common.net;

import dev.culvert.common.time.NanoClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** CLOCK_BOOTTIME (clock_gettime(2)): goes on during suspend, never jumps. Any thread. */
public final class BootClock implements NanoClock {
    private static final int CLOCK_BOOTTIME = 7;
    private static final long TIMESPEC_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final ThreadLocal<MemorySegment> timespec =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(TIMESPEC_BYTES, Long.BYTES));

    @Override
    public long nowNs() {
        MemorySegment time = timespec.get();
        if (LibC.clock_gettime(CLOCK_BOOTTIME, time.address()) != 0) {
            throw new IllegalStateException("clock_gettime(CLOCK_BOOTTIME): " + LibC.strerror(LibC.errno()));
        }
        return time.get(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
    }
}
