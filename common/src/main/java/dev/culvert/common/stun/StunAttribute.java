package dev.culvert.common.stun;

/**
 * One attribute of a message, where it lies there.
 *
 * @param type its number; below 0x8000 who does not know it must refuse the message (RFC 8489 section 14)
 * @param at offset of the attribute's header in the bytes that were parsed
 * @param length bytes of the value, without padding
 */
record StunAttribute(int type, int at, int length) {
    static final int MAPPED_ADDRESS = 0x0001;
    static final int CHANGE_REQUEST = 0x0003;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int PASSWORD_ALGORITHM = 0x001D;
    static final int USERHASH = 0x001E;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int SOFTWARE = 0x8022;
    static final int FINGERPRINT = 0x8028;
    static final int RESPONSE_ORIGIN = 0x802B;
    static final int OTHER_ADDRESS = 0x802C;

    static final int HEADER_BYTES = 4;
    private static final int FIRST_OPTIONAL = 0x8000;

    /** Offset of the value. */
    int value() {
        return at + HEADER_BYTES;
    }

    /**
     * Whether a server that knows RFC 8489 and CHANGE-REQUEST cannot answer because of it. Credentials are known: a server without
     * authentication ignores them.
     */
    boolean isUnknownToServers() {
        return switch (type) {
            case MAPPED_ADDRESS,
                    CHANGE_REQUEST,
                    USERNAME,
                    MESSAGE_INTEGRITY,
                    ERROR_CODE,
                    UNKNOWN_ATTRIBUTES,
                    REALM,
                    NONCE,
                    MESSAGE_INTEGRITY_SHA256,
                    PASSWORD_ALGORITHM,
                    USERHASH,
                    XOR_MAPPED_ADDRESS -> false;
            default -> type < FIRST_OPTIONAL;
        };
    }
}
