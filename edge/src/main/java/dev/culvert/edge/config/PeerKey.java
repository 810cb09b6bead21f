package dev.culvert.edge.config;

/** The keys of a peer, in WireGuard's own words. */
enum PeerKey {
    PUBLIC_KEY("public-key", ValueKind.TEXT),
    ALLOWED_IPS("allowed-ips", ValueKind.LIST),
    ENDPOINT("endpoint", ValueKind.TEXT),
    PRESHARED_KEY_FILE("preshared-key-file", ValueKind.PATH),
    PERSISTENT_KEEPALIVE("persistent-keepalive", ValueKind.NUMBER_OR_TEXT);

    private final String word;
    private final ValueKind kind;

    PeerKey(String word, ValueKind kind) {
        this.word = word;
        this.kind = kind;
    }

    ValueKind kind() {
        return kind;
    }

    @Override
    public String toString() {
        return word;
    }
}
