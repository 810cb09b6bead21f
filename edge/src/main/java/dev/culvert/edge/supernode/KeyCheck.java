package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a supernode shows the key that it should: the one configured, failing that the one remembered. */
final class KeyCheck {
    private KeyCheck() {}

    /** Nothing if it does, or if no key is known; else the refusal in words, which say how to accept the key. */
    static Optional<String> refusal(
            HostPort place, @Nullable PublicKey pinned, Optional<PublicKey> known, PublicKey told) {
        PublicKey wanted = pinned == null ? known.orElse(told) : pinned;
        if (wanted.equals(told)) {
            return Optional.empty();
        }
        String accept = pinned == null
                ? "had " + wanted + " before: if it was given a new key ('supernode key' prints it there), accept it"
                        + " with 'edge trust " + place + "#" + told + "'"
                : wanted + " is configured: if it was given a new key, configure that (-l " + place + "#" + told + ")";
        return Optional.of("it has the key " + told + ", but " + accept + "; if not, somebody stands between");
    }
}
