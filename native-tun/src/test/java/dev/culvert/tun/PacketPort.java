package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads and writes a queue with arrays. */
final class PacketPort {
    static final int CAPACITY = 65_600;

    private final TunQueue queue;
    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY, 8);

    PacketPort(TunQueue queue) {
        this.queue = queue;
    }

    long write(byte[] packet) {
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
        return queue.write(memory.address(), packet.length);
    }

    /** The next packet with this byte at this place: the kernel sends packets of its own, too. */
    byte[] readMatching(int offset, int value) {
        while (true) {
            byte[] packet = read();
            if (packet.length > offset && packet[offset] == (byte) value) {
                return packet;
            }
        }
    }

    byte[] read() {
        long count = result();
        assertThat(count).as("bytes read").isPositive();
        return packet(count);
    }

    /** What a blocking read answers. */
    long result() {
        return queue.read(memory.address(), CAPACITY);
    }

    /** What a read that does not wait answers. */
    long resultNow() {
        return queue.readNow(memory.address(), CAPACITY);
    }

    byte[] packet(long count) {
        return memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }
}
