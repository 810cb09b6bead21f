package dev.culvert.supernode.config;

import dev.culvert.common.config.SettingKey;
import dev.culvert.common.config.ValueKind;

/** The keys of the configuration file, named as the long options. */
public enum SupernodeKey implements SettingKey {
    /** Local UDP port. */
    PORT("port", ValueKind.NUMBER),
    /** Second UDP port, for STUN. */
    STUN_PORT("stun-port", ValueKind.NUMBER),
    /** Addresses it is reached at. */
    PUBLIC_ADDRESS("public-address", ValueKind.LIST),
    /** Where seed, lock, control socket and claims are. */
    STATE_DIR("state-dir", ValueKind.PATH),
    /** Communities served. */
    ALLOW("allow", ValueKind.FILLED_LIST),
    /** Network of automatic addresses. */
    AUTO_PREFIX("auto-prefix", ValueKind.TEXT),
    /** Whether relaying is off. */
    NO_RELAY("no-relay", ValueKind.FLAG),
    /** Mbit/s relayed for one pair. */
    RELAY_LIMIT_PAIR("relay-limit-pair", ValueKind.NUMBER),
    /** Mbit/s relayed for one community. */
    RELAY_LIMIT_COMMUNITY("relay-limit-community", ValueKind.NUMBER),
    /** Cap. */
    MAX_COMMUNITIES("max-communities", ValueKind.NUMBER),
    /** Cap. */
    MAX_EDGES("max-edges", ValueKind.NUMBER),
    /** Cap. */
    MAX_EDGES_PER_COMMUNITY("max-edges-per-community", ValueKind.NUMBER),
    /** Cap. */
    MAX_EDGES_PER_SOURCE("max-edges-per-source", ValueKind.NUMBER),
    /** Cap. */
    MAX_RELAYS("max-relays", ValueKind.NUMBER),
    /** Whether the kernel is not asked to divide what is sent. */
    NO_UDP_GSO("no-udp-gso", ValueKind.FLAG),
    /** Whether the kernel is not asked to join what is received. */
    NO_UDP_GRO("no-udp-gro", ValueKind.FLAG),
    /** Whether debug lines are logged. */
    VERBOSE("verbose", ValueKind.FLAG);

    private final String word;
    private final ValueKind kind;

    SupernodeKey(String word, ValueKind kind) {
        this.word = word;
        this.kind = kind;
    }

    @Override
    public ValueKind kind() {
        return kind;
    }

    /** As written in the file; with two dashes before it, as written on the command line. */
    @Override
    public String toString() {
        return word;
    }
}
