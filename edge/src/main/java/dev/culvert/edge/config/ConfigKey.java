package dev.culvert.edge.config;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.SettingKey;
import dev.culvert.common.config.ValueKind;

/** The keys of the configuration file, named as the long options. */
public enum ConfigKey implements SettingKey {
    /** Name of the community to join. */
    COMMUNITY("community", ValueKind.TEXT),
    /** The community's secret. */
    SECRET("secret", ValueKind.TEXT),
    /** The file that has it. */
    SECRET_FILE("secret-file", ValueKind.PATH),
    /** Where to register. */
    SUPERNODE("supernode", ValueKind.LIST),
    /** An invite, in place of the four above. */
    JOIN("join", ValueKind.TEXT),
    /** The file that has one. */
    JOIN_FILE("join-file", ValueKind.PATH),
    /** What the edge calls itself. */
    NAME("name", ValueKind.TEXT),
    /** Which ways to other edges it may use. */
    PATH("path", ValueKind.TEXT),
    /** Seconds between the packets that keep an idle direct path open. */
    KEEPALIVE("keepalive", ValueKind.NUMBER),
    /** What packets to other edges are sealed with. */
    CIPHER("cipher", ValueKind.TEXT),
    /** By what they are. */
    AEAD("aead", ValueKind.TEXT),
    /** STUN servers of the user's own. */
    STUN("stun", ValueKind.LIST),
    /** Whether it is not to be found out what NATs do. */
    NO_NAT_DETECTION("no-nat-detection", ValueKind.FLAG),
    /** Whether the router is left alone. */
    NO_PORT_MAPPING("no-port-mapping", ValueKind.FLAG),
    /** Endpoints that somebody forwards to this edge by hand. */
    ADVERTISE("advertise", ValueKind.LIST),
    /** Own overlay address with prefix length, or that it is chosen. */
    ADDRESS("address", ValueKind.TEXT),
    /** Name of the TUN interface. */
    DEVICE("device", ValueKind.TEXT),
    /** Of the TUN interface. */
    MTU("mtu", ValueKind.NUMBER),
    /** Whether each packet is read and written by itself, and whole. */
    NO_TUN_OFFLOAD("no-tun-offload", ValueKind.FLAG),
    /** Local UDP port. */
    PORT("port", ValueKind.NUMBER),
    /** Whether the kernel is not asked to divide what is sent. */
    NO_UDP_GSO("no-udp-gso", ValueKind.FLAG),
    /** Whether the kernel is not asked to join what is received. */
    NO_UDP_GRO("no-udp-gro", ValueKind.FLAG),
    /** Where seed, lock and control socket are. */
    STATE_DIR("state-dir", ValueKind.PATH),
    /** Whether debug lines are logged. */
    VERBOSE("verbose", ValueKind.FLAG);

    private final String word;
    private final ValueKind kind;

    ConfigKey(String word, ValueKind kind) {
        this.word = word;
        this.kind = kind;
    }

    /** How this with a value is said where something else was: {@code --path relay}, or {@code path = "relay"} in a file. */
    String written(Origin where, String value) {
        if (where.isCommandLine()) {
            return "--" + word + (kind == ValueKind.FLAG ? "" : " " + value);
        }
        boolean plain = kind == ValueKind.NUMBER || kind == ValueKind.FLAG;
        return word + " = " + (plain ? value : '"' + value + '"');
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
