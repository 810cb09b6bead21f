package dev.culvert.edge;

import dev.culvert.edge.data.TunWriter;
import dev.culvert.tun.TunQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes packets to a TUN queue from one thread, by way of native memory of its own. */
final class TunPort implements TunWriter {
    private static final int LARGEST_PACKET = 65_535;

    private final TunQueue queue;
    private final MemorySegment packet = Arena.ofAuto().allocate(LARGEST_PACKET, Long.BYTES);

    TunPort(TunQueue queue) {
        this.queue = queue;
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, packet, ValueLayout.JAVA_BYTE, 0, length);
        return queue.write(packet.address(), length) == length;
    }
}
