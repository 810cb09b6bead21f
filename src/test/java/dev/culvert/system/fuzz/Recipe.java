package dev.culvert.system.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the fuzzer's bytes as instructions, so that small changes of them are meaningful changes of what is sent.
 *
 * <pre>
 * part   |what|edits| ,  what: bits 0-2 a template, beyond them raw; bit 3 sealed again (the target knows how);
 *                              bit 4 another length; bits 5-7 how many edits
 * length |two bytes, big-endian, modulo {@link #LONGEST}| , only with bit 4, and always for raw
 * edit   |offset|mask| , the byte at offset modulo length is XORed
 * raw    the bytes themselves
 * </pre>
 *
 * Bytes that are missing are zero.
 */
final class Recipe {
    /** A part's greatest length. */
    static final int LONGEST = 2_048;

    private static final int MOST_PARTS = 16;

    private final byte[] bytes;
    private int at;

    Recipe(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One part as the recipe makes it; {@code sealAgain}: it shall look authentic where anybody can make it so. */
    record Part(byte[] bytes, boolean sealAgain) {}

    /** A byte of flags for the target itself. */
    int flags() {
        return next();
    }

    /** All parts that the bytes describe. */
    List<Part> parts(byte[]... templates) {
        List<Part> parts = new ArrayList<>();
        while (at < bytes.length && parts.size() < MOST_PARTS) {
            parts.add(part(templates));
        }
        return parts;
    }

    private Part part(byte[][] templates) {
        int what = next();
        int template = what & 7;
        boolean sealAgain = (what & 8) != 0;
        if (template >= templates.length) {
            return new Part(raw(), sealAgain);
        }
        byte[] made = templates[template].clone();
        if ((what & 16) != 0) {
            made = Arrays.copyOf(made, length());
        }
        for (int edits = what >> 5; edits > 0; edits--) {
            int offset = next();
            int mask = next();
            if (made.length > 0) {
                made[offset % made.length] ^= (byte) mask;
            }
        }
        return new Part(made, sealAgain);
    }

    private byte[] raw() {
        byte[] raw = new byte[length()];
        int present = Math.min(raw.length, bytes.length - at);
        System.arraycopy(bytes, at, raw, 0, present);
        at += present;
        return raw;
    }

    private int length() {
        return (next() << 8 | next()) % LONGEST;
    }

    private int next() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }
}
