package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Packets that arrived in order, some of them in fragments (RFC 791 section 3.2), put together without haste. */
final class Fragments {
    private static final int LARGEST = 65_535;

    private final Deque<byte[]> arrived;

    Fragments(List<byte[]> arrived) {
        this.arrived = new ArrayDeque<>(arrived);
    }

    /** Whether a packet may be divided: IPv4, and its sender allows it; {@code present}: bytes that were given for it. */
    static boolean areAllowed(Packet packet, int present) {
        byte[] bytes = packet.bytes();
        return bytes[0] >>> 4 == 4
                && (bytes[6] & 0x40) == 0
                && present == bytes.length
                && start(bytes) + bytes.length <= LARGEST;
    }

    /** Takes out what a packet has become: itself, or fragments that are its data together. */
    void takeOut(Packet packet) {
        byte[] bytes = packet.bytes();
        byte[] first = arrived.remove();
        if (bytes.length <= FuzzNode.MTU) {
            assertThat(first).isEqualTo(bytes);
            return;
        }
        int header = header(bytes);
        assertThat(Arrays.copyOfRange(first, 20, header))
                .as("options")
                .isEqualTo(Arrays.copyOfRange(bytes, 20, header));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(first, header, first.length - header);
        while (header + data.size() < bytes.length) {
            byte[] next = arrived.remove();
            assertThat(next.length).isLessThanOrEqualTo(FuzzNode.MTU);
            assertThat(start(next)).isEqualTo(start(bytes) + data.size());
            assertThat(Arrays.copyOfRange(next, 8, 10)).isEqualTo(Arrays.copyOfRange(bytes, 8, 10));
            data.write(next, header(next), next.length - header(next));
        }
        assertThat(data.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, header, bytes.length));
    }

    boolean isEmpty() {
        return arrived.isEmpty();
    }

    private static int header(byte[] packet) {
        return (packet[0] & 0x0F) * 4;
    }

    private static int start(byte[] packet) {
        return (ByteBuffer.wrap(packet).getShort(6) & 0x1FFF) * 8;
    }
}
