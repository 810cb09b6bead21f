package dev.culvert.common.config;

import java.nio.charset.StandardCharsets;

/** Names that people give and programs print: of an edge, of a community. */
public final class Names {
    /** Longest name in bytes of UTF-8. */
    public static final int MAX_BYTES = 63;

    private Names() {}

    /**
     * The name, if it is one.
     *
     * @param what what it names, for the message
     * @throws IllegalArgumentException if it is blank, too long, or has characters that do not print as themselves
     */
    public static String checked(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (name.isBlank() || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + bytes + " bytes: give it 1 to " + MAX_BYTES + ", not all white space");
        }
        if (!name.codePoints().allMatch(Names::isPrintable)) {
            throw new IllegalArgumentException("the " + what
                    + " has control or invisible characters: use letters, digits, punctuation and spaces");
        }
        return name;
    }

    /** Whether a character prints as itself: an invisible one would let two names look alike. */
    public static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
