package dev.culvert.common.record;

import java.nio.charset.StandardCharsets;

/** Text of others that ends up in terminals and logs. */
final class PrintableText {
    private PrintableText() {}

    /** Whether it has at most so many bytes of UTF-8, and no character that moves the cursor or turns the text around. */
    static boolean fits(String text, int maxBytes) {
        return text.getBytes(StandardCharsets.UTF_8).length <= maxBytes
                && text.codePoints().allMatch(PrintableText::isPrintable);
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
