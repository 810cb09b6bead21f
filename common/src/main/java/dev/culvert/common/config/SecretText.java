package dev.culvert.common.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret as its owner typed it. Immutable; never printed by accident. */
public final class SecretText {
    private final String text;

    /** The secret with this text. */
    public SecretText(String text) {
        this.text = text;
    }

    /** The text itself. A secret. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "SecretText";
    }
}
