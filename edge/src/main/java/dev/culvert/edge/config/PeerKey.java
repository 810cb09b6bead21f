package dev.culvert.edge.config;

import dev.culvert.common.config.SettingKey;
import dev.culvert.common.config.ValueKind;

/** The keys of a peer, in WireGuard's own words. */
public enum PeerKey implements SettingKey {
    /** Who it is. */
    PUBLIC_KEY("public-key", ValueKind.TEXT),
    /** Inner addresses sent to it and accepted from it. */
    ALLOWED_IPS("allowed-ips", ValueKind.LIST),
    /** Where to reach it. */
    ENDPOINT("endpoint", ValueKind.TEXT),
    /** The file with the pair's own secret. */
    PRESHARED_KEY_FILE("preshared-key-file", ValueKind.PATH),
    /** Seconds between keepalives, or off. */
    PERSISTENT_KEEPALIVE("persistent-keepalive", ValueKind.NUMBER_OR_TEXT);

    private final String word;
    private final ValueKind kind;

    PeerKey(String word, ValueKind kind) {
        this.word = word;
        this.kind = kind;
    }

    @Override
    public ValueKind kind() {
        return kind;
    }

    /** As written in the file and on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
