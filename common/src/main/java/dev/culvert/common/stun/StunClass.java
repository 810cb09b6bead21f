package dev.culvert.common.stun;

import org.jspecify.annotations.Nullable;

/** What a message is to its receiver: the two class bits of its type (RFC 8489 section 5). */
public enum StunClass {
    /** Asks for a response. */
    REQUEST(0x000),
    /** Asks for nothing. */
    INDICATION(0x010),
    /** Answers a request. */
    SUCCESS(0x100),
    /** Refuses a request. */
    ERROR(0x110);

    private static final int CLASS_BITS = 0x110;

    private final int typeBits;

    StunClass(int typeBits) {
        this.typeBits = typeBits;
    }

    /** What the STUN message that begins here is; null if its method is not Binding. */
    public static @Nullable StunClass ofBinding(byte[] bytes, int offset) {
        int type = (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
        return (type & ~CLASS_BITS) == StunMessage.BINDING ? ofType(type) : null;
    }

    /** Whether the STUN message that begins here answers a Binding request, or refuses it. */
    public static boolean isResponse(byte[] bytes, int offset) {
        StunClass kind = ofBinding(bytes, offset);
        return kind == SUCCESS || kind == ERROR;
    }

    /** Its two bits where they lie in a message's type. */
    int typeBits() {
        return typeBits;
    }

    static StunClass ofType(int type) {
        return switch (type & CLASS_BITS) {
            case 0x000 -> REQUEST;
            case 0x010 -> INDICATION;
            case 0x100 -> SUCCESS;
            default -> ERROR;
        };
    }
}
