package dev.culvert.common.crypto;

import java.util.HexFormat;

/** Bytes as the published vectors write them. */
final class Hex {
    private Hex() {}

    /** Reads hexadecimal digits; white space between them is ignored. */
    static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    /** The bytes {@code first}, {@code first + 1} and so on. */
    static byte[] counting(int first, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
