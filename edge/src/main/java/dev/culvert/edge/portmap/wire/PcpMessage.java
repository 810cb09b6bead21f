package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a PCP server says (RFC 6887 sections 7 and 11), and how it is asked. Immutable; any thread.
 *
 * <pre>
 * request  |2|opcode @1|0 0|lifetime 4 @4|client's address 16 @8|                          in network order
 * response |2|0x80 + opcode @1|0|result @3|lifetime 4 @4|epoch 4 @8|12 of no meaning|
 * MAP      |nonce 12 @24|protocol @36|0 0 0|internal port @40|external port @42|external address 16 @44| options
 * </pre>
 *
 * IPv4 addresses are in their mapped form, as {@link IpAddress} has them.
 */
public sealed interface PcpMessage {
    /** Where servers listen. */
    int SERVER_PORT = 5351;
    /** Where hosts hear of a server's restart. */
    int CLIENT_PORT = 5350;
    /** The group of all hosts of a network, which it is told to. */
    String CLIENT_GROUP = "224.0.0.1";
    /** Largest message that there may be. */
    int MAX_BYTES = 1_100;
    /** The protocol of the MAP opcode for a UDP port. */
    int UDP = 17;

    /** IPv4's 0.0.0.0: any external address will do. */
    private static IpAddress anyAddress() {
        return IpAddress.ofIpv4(0);
    }

    /** A server's answer to {@link #mapRequest}. */
    record Mapped(
            PcpNonce nonce,
            int protocol,
            int internalPort,
            int externalPort,
            IpAddress externalAddress,
            long lifetimeSeconds,
            long epochSeconds)
            implements PcpMessage {

        /** Where the mapping is reached; nothing if it names no IPv4 endpoint, as the answer to a deletion may. */
        public Optional<Endpoint> external() {
            boolean usable = externalPort != 0 && externalAddress.isIpv4() && !externalAddress.isUnspecified();
            return usable ? Optional.of(new Endpoint(externalAddress, externalPort)) : Optional.empty();
        }
    }

    /** A server says that it lives, and for how long it has known its mappings. */
    record Announcement(long epochSeconds) implements PcpMessage {}

    /**
     * A server's refusal.
     *
     * @param nonce of the request, where the server repeated it
     * @param result 1 to 255
     */
    record Refusal(int opcode, int result, Optional<PcpNonce> nonce, long epochSeconds) implements PcpMessage {

        /** The result in the words of RFC 6887 section 7.4. */
        public String words() {
            return switch (result) {
                case 1 -> "unsupported version";
                case 2 -> "not authorized";
                case 3 -> "malformed request";
                case 4 -> "unsupported opcode";
                case 5 -> "unsupported option";
                case 6 -> "malformed option";
                case 7 -> "network failure";
                case 8 -> "no resources";
                case 9 -> "unsupported protocol";
                case 10 -> "quota exceeded";
                case 11 -> "cannot provide that external port";
                case 12 -> "a NAT stands between this host and the server";
                case 13 -> "too many remote peers";
                default -> "result " + result;
            };
        }
    }

    /** A server of another version: 0 is NAT-PMP. */
    record OtherVersion(int version) implements PcpMessage {}

    /** Asks for a UDP port, for so many seconds; 0 deletes the mapping of this nonce and internal port. */
    static byte[] mapRequest(IpAddress client, PcpNonce nonce, int internalPort, int suggestedPort, long lifetime) {
        ByteBuffer request = ByteBuffer.allocate(Layout.MAP_BYTES);
        request.put(0, (byte) Layout.VERSION).put(1, (byte) Layout.MAP);
        request.putInt(Layout.LIFETIME_AT, (int) lifetime);
        Layout.putAddress(request, Layout.CLIENT_AT, client);
        nonce.write(request, Layout.NONCE_AT);
        request.put(Layout.PROTOCOL_AT, (byte) UDP);
        request.putShort(Layout.INTERNAL_PORT_AT, (short) internalPort);
        request.putShort(Layout.EXTERNAL_PORT_AT, (short) suggestedPort);
        Layout.putAddress(request, Layout.EXTERNAL_ADDRESS_AT, anyAddress());
        return request.array();
    }

    /** Reads a datagram; nothing if it is no response. Total: any bytes give an answer. */
    static Optional<PcpMessage> parse(byte[] bytes, int length) {
        if (length < 4 || length > MAX_BYTES || bytes[1] >= 0) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        int version = bytes[0] & 0xFF;
        if (version != Layout.VERSION) {
            return Optional.of(new OtherVersion(version));
        }
        if (length < Layout.HEADER_BYTES) {
            return Optional.empty();
        }
        int opcode = bytes[1] & 0x7F;
        int result = bytes[Layout.RESULT_AT] & 0xFF;
        long epoch = Integer.toUnsignedLong(buffer.getInt(Layout.EPOCH_AT));
        boolean whole = opcode == Layout.MAP && length >= Layout.MAP_BYTES;
        if (result != 0) {
            Optional<PcpNonce> nonce = whole ? Optional.of(PcpNonce.read(buffer, Layout.NONCE_AT)) : Optional.empty();
            return Optional.of(new Refusal(opcode, result, nonce, epoch));
        }
        if (opcode == Layout.ANNOUNCE) {
            return Optional.of(new Announcement(epoch));
        }
        return whole ? Optional.of(Layout.mapped(buffer, epoch)) : Optional.empty();
    }

    /** Where what stands. */
    final class Layout {
        private static final int VERSION = 2;
        private static final int ANNOUNCE = 0;
        static final int MAP = 1;
        private static final int RESULT_AT = 3;
        private static final int LIFETIME_AT = 4;
        private static final int CLIENT_AT = 8;
        private static final int EPOCH_AT = 8;
        private static final int HEADER_BYTES = 24;
        private static final int NONCE_AT = 24;
        private static final int PROTOCOL_AT = 36;
        private static final int INTERNAL_PORT_AT = 40;
        private static final int EXTERNAL_PORT_AT = 42;
        private static final int EXTERNAL_ADDRESS_AT = 44;
        static final int MAP_BYTES = 60;

        private Layout() {}

        private static void putAddress(ByteBuffer buffer, int at, IpAddress address) {
            buffer.putLong(at, address.high()).putLong(at + Long.BYTES, address.low());
        }

        private static Mapped mapped(ByteBuffer buffer, long epoch) {
            return new Mapped(
                    PcpNonce.read(buffer, NONCE_AT),
                    buffer.get(PROTOCOL_AT) & 0xFF,
                    buffer.getShort(INTERNAL_PORT_AT) & 0xFFFF,
                    buffer.getShort(EXTERNAL_PORT_AT) & 0xFFFF,
                    new IpAddress(
                            buffer.getLong(EXTERNAL_ADDRESS_AT), buffer.getLong(EXTERNAL_ADDRESS_AT + Long.BYTES)),
                    Integer.toUnsignedLong(buffer.getInt(LIFETIME_AT)),
                    epoch);
        }
    }
}
