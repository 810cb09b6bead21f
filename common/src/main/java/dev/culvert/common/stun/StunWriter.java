package dev.culvert.common.stun;

import dev.culvert.common.ip.Endpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes one message: attributes in the order of the calls, then {@link #finish}. One thread. */
final class StunWriter {
    private static final byte[] NO_MASK = new byte[16];

    private final List<byte[]> attributes = new ArrayList<>();
    private final int type;
    private final byte[] transactionId;

    StunWriter(StunClass kind, int method, byte[] transactionId) {
        type = (method & 0x000F) | ((method & 0x0070) << 1) | ((method & 0x0F80) << 2) | kind.typeBits();
        this.transactionId = transactionId.clone();
    }

    StunWriter attribute(int attributeType, byte[] value) {
        attributes.add(ByteBuffer.allocate(StunAttribute.HEADER_BYTES + StunMessage.padded(value.length))
                .putShort((short) attributeType)
                .putShort((short) value.length)
                .put(value)
                .array());
        return this;
    }

    /** An address as it is. */
    StunWriter address(int attributeType, Endpoint endpoint) {
        return attribute(attributeType, value(endpoint, 0, NO_MASK));
    }

    /** An address hidden from NATs that replace what looks like one (RFC 8489 section 14.2). */
    StunWriter xorAddress(int attributeType, Endpoint endpoint) {
        byte[] mask = ByteBuffer.allocate(16)
                .putInt(StunMessage.COOKIE)
                .put(transactionId)
                .array();
        return attribute(attributeType, value(endpoint, StunMessage.COOKIE >>> 16, mask));
    }

    /** The message. */
    byte[] finish(boolean withFingerprint) {
        int fingerprintBytes = withFingerprint ? StunAttribute.HEADER_BYTES + StunMessage.FINGERPRINT_VALUE_BYTES : 0;
        int attributeBytes =
                attributes.stream().mapToInt(attribute -> attribute.length).sum();
        int length = StunMessage.HEADER_BYTES + attributeBytes;
        ByteBuffer message = ByteBuffer.allocate(length + fingerprintBytes)
                .putShort((short) type)
                .putShort((short) (attributeBytes + fingerprintBytes))
                .putInt(StunMessage.COOKIE)
                .put(transactionId);
        attributes.forEach(message::put);
        if (withFingerprint) {
            message.putShort((short) StunAttribute.FINGERPRINT)
                    .putShort((short) StunMessage.FINGERPRINT_VALUE_BYTES)
                    .putInt(StunMessage.fingerprint(message.array(), 0, length));
        }
        return message.array();
    }

    private static byte[] value(Endpoint endpoint, int portMask, byte[] mask) {
        ByteBuffer masks = ByteBuffer.wrap(mask);
        short port = (short) (endpoint.port() ^ portMask);
        if (endpoint.address().isIpv4()) {
            return ByteBuffer.allocate(8)
                    .putShort((short) StunMessage.FAMILY_IPV4)
                    .putShort(port)
                    .putInt(endpoint.address().ipv4Bits() ^ masks.getInt())
                    .array();
        }
        return ByteBuffer.allocate(20)
                .putShort((short) StunMessage.FAMILY_IPV6)
                .putShort(port)
                .putLong(endpoint.address().high() ^ masks.getLong())
                .putLong(endpoint.address().low() ^ masks.getLong())
                .array();
    }
}
