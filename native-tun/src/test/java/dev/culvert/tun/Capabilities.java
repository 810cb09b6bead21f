package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Takes every capability from the calling platform thread, and from it alone (capset(2)). */
final class Capabilities {
    private static final int VERSION_3 = 0x20080522;

    static {
        Native.register(Capabilities.class, Platform.C_LIBRARY_NAME);
    }

    private Capabilities() {}

    private static native int capset(long header, long data);

    static void dropAll() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, VERSION_3, 0);
            MemorySegment none = arena.allocate(2 * 3 * Integer.BYTES, 4);
            assertThat(capset(header.address(), none.address())).as("capset").isZero();
        }
    }
}
