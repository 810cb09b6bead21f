package dev.culvert.common.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds a key by its word, and the nearest one to a word that is no key. */
public final class Keywords {
    private Keywords() {}

    /** The constant that prints as the word. */
    public static <E extends Enum<E>> Optional<E> find(Class<E> keys, String word) {
        return Arrays.stream(keys.getEnumConstants())
                .filter(key -> key.toString().equals(word))
                .findFirst();
    }

    /** Says that the word is no key, and which one is nearest. */
    public static String unknown(String word, List<String> known) {
        return "unknown key '" + word + "': "
                + nearest(word, known)
                        .map(nearest -> "do you mean '" + nearest + "'?")
                        .orElseGet(() -> "known are " + String.join(", ", known));
    }

    /** What was meant by a mistyped word, if any of those known is near to it. */
    public static Optional<String> nearest(String word, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(key -> farness(plain(word), plain(key))))
                .filter(nearest -> farness(plain(word), plain(nearest)) <= Math.max(2, nearest.length() / 2));
    }

    /** The words of all constants. */
    public static List<String> words(Class<? extends Enum<?>> keys) {
        return Arrays.stream(keys.getEnumConstants()).map(Enum::toString).toList();
    }

    /** So that WireGuard's AllowedIPs is near to allowed-ips. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** A word that is part of a key, such as keepalive, is near whatever the lengths. */
    private static int farness(String word, String key) {
        return word.length() > 2 && key.contains(word) ? 1 : distance(word, key);
    }

    /** Levenshtein's: how many characters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
