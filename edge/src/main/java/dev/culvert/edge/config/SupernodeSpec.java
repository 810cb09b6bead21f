package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import java.util.Optional;

/**
 * A supernode as written: HOST:PORT or HOST:PORT#KEY. Immutable.
 *
 * @param place where it is
 * @param key its public key, if it was written; else the one remembered at first use counts
 */
public record SupernodeSpec(HostPort place, Optional<PublicKey> key) {

    private static final String FORM = "HOST:PORT, such as vpn.example.org:7654 or [2001:db8::1]:7654";

    /**
     * Reads what {@link #toString} prints; asks no DNS.
     *
     * @throws IllegalArgumentException if a part is malformed
     */
    public static SupernodeSpec parse(String text) {
        int hash = text.indexOf('#');
        return hash < 0
                ? new SupernodeSpec(HostPort.parse(text, FORM), Optional.empty())
                : new SupernodeSpec(
                        HostPort.parse(text.substring(0, hash), FORM),
                        Optional.of(PublicKey.parse(text.substring(hash + 1))));
    }

    /** HOST:PORT, and #KEY if there is one. */
    @Override
    public String toString() {
        return place + key.map(known -> "#" + known).orElse("");
    }
}
