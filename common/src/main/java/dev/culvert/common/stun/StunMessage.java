package dev.culvert.common.stun;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message (RFC 8489 sections 5 and 14), read where it lies: the bytes must not change while it is used. Any
 * thread.
 *
 * <pre>
 * |0 0 type 14 bits|length @2|21 12 a4 42 @4|transaction id 12 @8| attributes @20 … length is theirs
 * attribute  |type|length of the value @2|value @4, padded to a multiple of 4|
 * address    |0|family 1 or 2 @1|port @2|4 or 16 bytes @4|                     in network order, as all of STUN
 * </pre>
 */
public final class StunMessage {
    /** Bytes before the attributes. */
    public static final int HEADER_BYTES = 20;
    /** Bytes of a transaction's id. */
    public static final int TRANSACTION_BYTES = 12;
    /** The method of a Binding, the only one without TURN. */
    public static final int BINDING = 0x001;

    static final int COOKIE = 0x2112A442;
    static final int COOKIE_AT = 4;
    static final int TRANSACTION_AT = 8;
    static final int FAMILY_IPV4 = 1;
    static final int FAMILY_IPV6 = 2;
    static final int FINGERPRINT_VALUE_BYTES = 4;
    private static final int FINGERPRINT_XOR = 0x5354554E;
    private static final int PADDING = 4;
    private static final int IPV4_VALUE_BYTES = 8;
    private static final int IPV6_VALUE_BYTES = 20;

    private final byte[] bytes;
    private final int offset;
    private final int type;
    private final List<StunAttribute> attributes;

    private StunMessage(byte[] bytes, int offset, int type, List<StunAttribute> attributes) {
        this.bytes = bytes;
        this.offset = offset;
        this.type = type;
        this.attributes = attributes;
    }

    /**
     * Reads a datagram. Total: any bytes give an answer.
     *
     * @return the message, or null if it is none: another language, a length that is not the datagram's, an attribute
     *     that ends outside, a fingerprint that is wrong or not the last attribute
     */
    public static @Nullable StunMessage parse(byte[] bytes, int offset, int length) {
        if (length < HEADER_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int type = buffer.getShort(offset) & 0xFFFF;
        int stated = buffer.getShort(offset + 2) & 0xFFFF;
        if (type > 0x3FFF
                || buffer.getInt(offset + COOKIE_AT) != COOKIE
                || stated % PADDING != 0
                || stated != length - HEADER_BYTES) {
            return null;
        }
        List<StunAttribute> attributes = new ArrayList<>();
        int end = offset + length;
        int at = offset + HEADER_BYTES;
        while (at < end) {
            // All lengths are multiples of 4, so a whole attribute header is there.
            var attribute = new StunAttribute(buffer.getShort(at) & 0xFFFF, at, buffer.getShort(at + 2) & 0xFFFF);
            int next = attribute.value() + padded(attribute.length());
            if (next > end) {
                return null;
            }
            if (attribute.type() == StunAttribute.FINGERPRINT
                    && (next != end
                            || attribute.length() != FINGERPRINT_VALUE_BYTES
                            || buffer.getInt(attribute.value()) != fingerprint(bytes, offset, at - offset))) {
                return null;
            }
            attributes.add(attribute);
            at = next;
        }
        return new StunMessage(bytes, offset, type, attributes);
    }

    /**
     * A Binding indication, which nobody answers: it keeps NATs' mappings alive (RFC 8489 section 5, RFC 8445 section 11).
     *
     * @param transactionId {@value #TRANSACTION_BYTES} bytes
     */
    public static byte[] bindingIndication(byte[] transactionId) {
        return new StunWriter(StunClass.INDICATION, BINDING, transactionId).finish(false);
    }

    /** What it is to its receiver. */
    public StunClass kind() {
        return StunClass.ofType(type);
    }

    /** Its method, 0 to 0xFFF: {@link #BINDING} or another. */
    public int method() {
        return (type & 0x000F) | ((type & 0x00E0) >>> 1) | ((type & 0x3E00) >>> 2);
    }

    /** A copy of the transaction's id, {@value #TRANSACTION_BYTES} bytes. */
    public byte[] transactionId() {
        byte[] id = new byte[TRANSACTION_BYTES];
        System.arraycopy(bytes, offset + TRANSACTION_AT, id, 0, id.length);
        return id;
    }

    /** Whether it carries a fingerprint; parsing has checked it. */
    public boolean hasFingerprint() {
        return !attributes.isEmpty() && attributes.getLast().type() == StunAttribute.FINGERPRINT;
    }

    /** The sender's source as the server saw it: XOR-MAPPED-ADDRESS, of a success response. */
    public Optional<Endpoint> xorMappedAddress() {
        return find(StunAttribute.XOR_MAPPED_ADDRESS).flatMap(this::xorAddress);
    }

    /** The same, or what a server of RFC 3489 says: MAPPED-ADDRESS, which some NATs rewrite. */
    public Optional<Endpoint> mappedAddress() {
        return xorMappedAddress().or(() -> find(StunAttribute.MAPPED_ADDRESS).flatMap(this::address));
    }

    /** Where the server answered from: RESPONSE-ORIGIN (RFC 5780 section 7.3). */
    public Optional<Endpoint> responseOrigin() {
        return find(StunAttribute.RESPONSE_ORIGIN).flatMap(this::address);
    }

    /** The server's other address and port: OTHER-ADDRESS (RFC 5780 section 7.4). */
    public Optional<Endpoint> otherAddress() {
        return find(StunAttribute.OTHER_ADDRESS).flatMap(this::address);
    }

    /** Whether the answer shall come from the server's other address: CHANGE-REQUEST (RFC 5780 section 7.2). */
    public boolean wantsOtherAddress() {
        return hasChange(StunRequest.CHANGE_ADDRESS);
    }

    /** Whether the answer shall come from the server's other port. */
    public boolean wantsOtherPort() {
        return hasChange(StunRequest.CHANGE_PORT);
    }

    private boolean hasChange(int flag) {
        return find(StunAttribute.CHANGE_REQUEST)
                .filter(change -> change.length() == Integer.BYTES
                        && (ByteBuffer.wrap(bytes).getInt(change.value()) & flag) != 0)
                .isPresent();
    }

    /** Types of the attributes that oblige a server to refuse it, in their order. */
    List<Integer> unknownAttributes() {
        List<Integer> unknown = new ArrayList<>();
        for (StunAttribute attribute : attributes) {
            if (attribute.type() == StunAttribute.MESSAGE_INTEGRITY
                    || attribute.type() == StunAttribute.MESSAGE_INTEGRITY_SHA256) {
                // What follows an integrity is to be ignored (RFC 8489 section 14.5).
                break;
            }
            if (attribute.isUnknownToServers()) {
                unknown.add(attribute.type());
            }
        }
        return unknown;
    }

    /** The first attribute of the type: further ones are to be ignored. */
    Optional<StunAttribute> find(int attributeType) {
        return attributes.stream().filter(a -> a.type() == attributeType).findFirst();
    }

    /** CRC-32 of the message before its FINGERPRINT attribute, its header counting that attribute already. */
    static int fingerprint(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    static int padded(int length) {
        return (length + PADDING - 1) & -PADDING;
    }

    private Optional<Endpoint> address(StunAttribute attribute) {
        return address(ByteBuffer.wrap(bytes, attribute.value(), attribute.length()), new byte[16], 0);
    }

    private Optional<Endpoint> xorAddress(StunAttribute attribute) {
        byte[] mask = new byte[16];
        System.arraycopy(bytes, offset + COOKIE_AT, mask, 0, mask.length);
        return address(ByteBuffer.wrap(bytes, attribute.value(), attribute.length()), mask, COOKIE >>> 16);
    }

    private static Optional<Endpoint> address(ByteBuffer value, byte[] mask, int portMask) {
        ByteBuffer masks = ByteBuffer.wrap(mask);
        int length = value.remaining();
        if (length != IPV4_VALUE_BYTES && length != IPV6_VALUE_BYTES) {
            return Optional.empty();
        }
        int family = value.getShort() & 0xFF;
        int port = (value.getShort() & 0xFFFF) ^ portMask;
        if (port == 0 || family != (length == IPV4_VALUE_BYTES ? FAMILY_IPV4 : FAMILY_IPV6)) {
            return Optional.empty();
        }
        IpAddress address = family == FAMILY_IPV4
                ? IpAddress.ofIpv4(value.getInt() ^ masks.getInt())
                : new IpAddress(value.getLong() ^ masks.getLong(), value.getLong() ^ masks.getLong());
        return Optional.of(new Endpoint(address, port));
    }
}
