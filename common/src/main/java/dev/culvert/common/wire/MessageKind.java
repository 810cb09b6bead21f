package dev.culvert.common.wire;

/** What a datagram is, by its first bytes and length alone. Total: any bytes have a kind. */
public enum MessageKind {
    INITIATION,
    RESPONSE,
    COOKIE_REPLY,
    DATA,
    /** No language of ours: dropped and counted. */
    UNKNOWN;

    /** Classifies a datagram, or one segment of several that arrived as one. Any thread. */
    public static MessageKind of(byte[] bytes, int offset, int length) {
        if (length < MessageLayout.DATA_OVERHEAD_BYTES) {
            return UNKNOWN;
        }
        return switch (MessageLayout.readInt(bytes, offset)) {
            case MessageLayout.TYPE_DATA -> DATA;
            case MessageLayout.TYPE_INITIATION -> length == MessageLayout.INITIATION_BYTES ? INITIATION : UNKNOWN;
            case MessageLayout.TYPE_RESPONSE -> length == MessageLayout.RESPONSE_BYTES ? RESPONSE : UNKNOWN;
            case MessageLayout.TYPE_COOKIE_REPLY -> length == MessageLayout.COOKIE_REPLY_BYTES ? COOKIE_REPLY : UNKNOWN;
            default -> UNKNOWN;
        };
    }
}
