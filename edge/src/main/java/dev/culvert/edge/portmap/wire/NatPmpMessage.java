package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a NAT-PMP gateway says (RFC 6886 section 3), and how it is asked. Immutable; any thread.
 *
 * <pre>
 * address  |0|0|                                                         in network order
 *          |0|128|result @2|epoch 4 @4|external address 4 @8|
 * map UDP  |0|1|0 0|internal port @4|external port @6|lifetime 4 @8|
 *          |0|129|result @2|epoch 4 @4|internal port @8|external port @10|lifetime 4 @12|
 * </pre>
 */
public sealed interface NatPmpMessage {
    /** Where gateways listen. */
    int SERVER_PORT = PcpMessage.SERVER_PORT;

    /** What hosts outside see this gateway's hosts as; sent unasked where it has changed. */
    record ExternalAddress(IpAddress address, long epochSeconds) implements NatPmpMessage {}

    /** The answer to {@link #mapRequest}. */
    record Mapped(int internalPort, int externalPort, long lifetimeSeconds, long epochSeconds)
            implements NatPmpMessage {}

    /**
     * A refusal.
     *
     * @param opcode of the request, 0 or 1, or what the gateway made of it
     * @param result 1 to 65535
     */
    record Refusal(int opcode, int result, long epochSeconds) implements NatPmpMessage {

        /** The result in the words of RFC 6886 section 3.5. */
        public String words() {
            return switch (result) {
                case 1 -> "unsupported version";
                case 2 -> "not authorized";
                case 3 -> "network failure";
                case 4 -> "no resources";
                case 5 -> "unsupported opcode";
                default -> "result " + result;
            };
        }
    }

    /** A server of another version, as one that knows PCP alone answers. */
    record OtherVersion(int version) implements NatPmpMessage {}

    /** Asks for the external address. */
    static byte[] addressRequest() {
        return new byte[] {0, Layout.ADDRESS};
    }

    /** Asks for a UDP port, for so many seconds; 0 deletes the mapping of the internal port. */
    static byte[] mapRequest(int internalPort, int suggestedPort, long lifetime) {
        ByteBuffer request = ByteBuffer.allocate(Layout.MAP_REQUEST_BYTES);
        request.put(1, Layout.MAP_UDP);
        request.putShort(4, (short) internalPort);
        request.putShort(6, (short) suggestedPort);
        request.putInt(8, (int) lifetime);
        return request.array();
    }

    /** Reads a datagram; nothing if it is no response. Total: any bytes give an answer. */
    static Optional<NatPmpMessage> parse(byte[] bytes, int length) {
        if (length < 4 || bytes[1] >= 0) {
            return Optional.empty();
        }
        if (bytes[0] != 0) {
            return Optional.of(new OtherVersion(bytes[0] & 0xFF));
        }
        if (length < Layout.REFUSAL_BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        int opcode = bytes[1] & 0x7F;
        int result = buffer.getShort(2) & 0xFFFF;
        long epoch = Integer.toUnsignedLong(buffer.getInt(4));
        if (result != 0) {
            return Optional.of(new Refusal(opcode, result, epoch));
        }
        if (opcode == Layout.ADDRESS && length >= Layout.ADDRESS_BYTES) {
            return Optional.of(new ExternalAddress(IpAddress.ofIpv4(buffer.getInt(8)), epoch));
        }
        if (opcode == Layout.MAP_UDP && length >= Layout.MAPPED_BYTES) {
            return Optional.of(new Mapped(
                    buffer.getShort(8) & 0xFFFF,
                    buffer.getShort(10) & 0xFFFF,
                    Integer.toUnsignedLong(buffer.getInt(12)),
                    epoch));
        }
        return Optional.empty();
    }

    /** Opcodes and sizes. */
    final class Layout {
        private static final byte ADDRESS = 0;
        private static final byte MAP_UDP = 1;
        private static final int MAP_REQUEST_BYTES = 12;
        private static final int REFUSAL_BYTES = 8;
        private static final int ADDRESS_BYTES = 12;
        private static final int MAPPED_BYTES = 16;

        private Layout() {}
    }
}
