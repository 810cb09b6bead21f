package dev.culvert.common.ip;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which segment sizes a packet offers, read as RFC 791, 8200 and 9293 say and without haste: what {@link TcpMss} is
 * compared with.
 */
record SlowMss(byte[] packet, int offset, int limit) {

    /** The packet as it should become, with the checksum that it had. */
    byte[] lowered() {
        byte[] lowered = packet.clone();
        int version = packet.length - offset < 40 ? 0 : unsigned(0) / 16;
        if (version == 4 && unsigned(9) == 6 && unsigned(0) % 16 >= 5) {
            boolean whole = (unsigned(6) * 256 + unsigned(7)) % 0x4000 == 0;
            if (whole) {
                lower(lowered, unsigned(0) % 16 * 4, limit - 40);
            }
        } else if (version == 6 && unsigned(6) == 6) {
            lower(lowered, 40, limit - 60);
        }
        return lowered;
    }

    private void lower(byte[] lowered, int tcp, int most) {
        if (packet.length - offset < tcp + 20 || unsigned(tcp + 13) / 2 % 2 == 0) {
            return;
        }
        int headerLength = unsigned(tcp + 12) / 16 * 4;
        if (headerLength < 20 || offset + tcp + headerLength > packet.length) {
            return;
        }
        ByteBuffer options = ByteBuffer.wrap(packet, offset + tcp + 20, headerLength - 20);
        Optional<IntStream> next = Optional.of(IntStream.empty());
        while (next.isPresent()) {
            next.get()
                    .filter(at -> (ByteBuffer.wrap(packet).getShort(at) & 0xFFFF) > most)
                    .forEach(at -> ByteBuffer.wrap(lowered).putShort(at, (short) most));
            next = next(options);
        }
    }

    /** Where the next option has a segment size, if it is one; empty at the end of what can be read. */
    private static Optional<IntStream> next(ByteBuffer options) {
        if (!options.hasRemaining()) {
            return Optional.empty();
        }
        int kind = options.get();
        if (kind == 0) {
            return Optional.empty();
        }
        if (kind == 1) {
            return Optional.of(IntStream.empty());
        }
        int rest = options.hasRemaining() ? (options.get() & 0xFF) - 2 : -1;
        if (rest < 0 || rest > options.remaining()) {
            return Optional.empty();
        }
        int at = options.position();
        options.position(at + rest);
        return Optional.of(kind == 2 && rest == 2 ? IntStream.of(at) : IntStream.empty());
    }

    private int unsigned(int at) {
        return packet[offset + at] & 0xFF;
    }
}
