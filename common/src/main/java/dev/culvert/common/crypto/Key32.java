package dev.culvert.common.crypto;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads and writes 32-byte keys as {@code wg} does: 44 characters of padded base64. */
final class Key32 {
    static final int BYTES = 32;
    private static final int CHARACTERS = 44;

    private Key32() {}

    static byte[] decode(String what, String base64) {
        if (base64.length() == CHARACTERS) {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                // The last character carries 4 bits; others would make two texts of one key.
                if (bytes.length == BYTES && encode(bytes).equals(base64)) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                throw malformed(what, e);
            }
        }
        throw malformed(what, null);
    }

    static String encode(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    static byte[] checked(String what, byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException(what + " has " + key.length + " bytes, not " + BYTES);
        }
        return key.clone();
    }

    private static IllegalArgumentException malformed(String what, @Nullable Throwable cause) {
        // The text itself may be a secret pasted into the wrong place: it is not repeated.
        return new IllegalArgumentException(
                what + " is not a key: 32 bytes in base64 are wanted (44 characters, as printed by 'edge key' or 'wg')",
                cause);
    }
}
