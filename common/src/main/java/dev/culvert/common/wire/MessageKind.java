package dev.culvert.common.wire;

/** What a datagram is, by its first bytes and length alone. Total: any bytes have a kind. */
public enum MessageKind {
    INITIATION,
    RESPONSE,
    COOKIE_REPLY,
    DATA,
    /** A STUN message (RFC 8489). */
    STUN,
    /** Asks a supernode for its key and a cookie. */
    HELLO,
    HELLO_REPLY,
    /** Presence and NAT binding without a session. */
    KEEP,
    KEEP_REPLY,
    /** A WireGuard message or HINT by way of a supernode. */
    RELAY,
    /** What the sender received and does not know. */
    HINT,
    /** No language of ours: dropped and counted. */
    UNKNOWN;

    private static final int AES_256_GCM = MessageLayout.SUITE_AES_256_GCM << Byte.SIZE;

    /** Classifies a datagram, or one segment of several that arrived as one. Any thread. */
    public static MessageKind of(byte[] bytes, int offset, int length) {
        if (length < CulvertLayout.HINT_BYTES) {
            return UNKNOWN;
        }
        if (isStun(bytes, offset, length)) {
            return STUN;
        }
        int head = MessageLayout.readInt(bytes, offset);
        if ((head & 0xFFFF)
                == (MessageLayout.TYPE_DATA | AES_256_GCM)) { // whatever its flags are: others may know them
            return atLeast(length, MessageLayout.DATA_OVERHEAD_BYTES, DATA);
        }
        return switch (head) {
            case MessageLayout.TYPE_DATA -> atLeast(length, MessageLayout.DATA_OVERHEAD_BYTES, DATA);
            case MessageLayout.TYPE_INITIATION, MessageLayout.TYPE_INITIATION | AES_256_GCM ->
                exactly(length, MessageLayout.INITIATION_BYTES, INITIATION);
            case MessageLayout.TYPE_RESPONSE, MessageLayout.TYPE_RESPONSE | AES_256_GCM ->
                exactly(length, MessageLayout.RESPONSE_BYTES, RESPONSE);
            case MessageLayout.TYPE_COOKIE_REPLY -> exactly(length, MessageLayout.COOKIE_REPLY_BYTES, COOKIE_REPLY);
            case CulvertLayout.TYPE_HELLO -> exactly(length, CulvertLayout.HELLO_BYTES, HELLO);
            case CulvertLayout.TYPE_HELLO_REPLY -> exactly(length, CulvertLayout.HELLO_BYTES, HELLO_REPLY);
            case CulvertLayout.TYPE_KEEP -> exactly(length, CulvertLayout.KEEP_BYTES, KEEP);
            case CulvertLayout.TYPE_KEEP_REPLY -> exactly(length, CulvertLayout.KEEP_BYTES, KEEP_REPLY);
            case CulvertLayout.TYPE_RELAY ->
                atLeast(length, CulvertLayout.RELAY_HEADER_BYTES + CulvertLayout.HINT_BYTES, RELAY);
            case CulvertLayout.TYPE_HINT -> exactly(length, CulvertLayout.HINT_BYTES, HINT);
            default -> UNKNOWN;
        };
    }

    /** RFC 8489 section 5: two zero bits, a length that is a multiple of 4, the magic cookie. */
    private static boolean isStun(byte[] bytes, int offset, int length) {
        return (bytes[offset] & 0xC0) == 0
                && MessageLayout.readInt(bytes, offset + 4) == MessageLayout.RESERVED_INDEX
                && (length & 3) == 0
                && (((bytes[offset + 2] & 0xFF) << 8) | (bytes[offset + 3] & 0xFF)) + CulvertLayout.STUN_HEADER_BYTES
                        == length;
    }

    private static MessageKind atLeast(int length, int least, MessageKind kind) {
        return length >= least ? kind : UNKNOWN;
    }

    private static MessageKind exactly(int length, int wanted, MessageKind kind) {
        return length == wanted ? kind : UNKNOWN;
    }
}
