package dev.culvert.system.lab;

import dev.culvert.edge.nat.Filtering;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a {@link NatRouter} is configured to do, and the nftables rules for it. Immutable, pure; built up from {@link #of}.
 *
 * @param kind how it maps and filters
 * @param input what it does with unsolicited packets for itself
 * @param hairpinning whether hosts inside reach each other by their public endpoints; then also only so, where they are in
 *     networks of their own
 * @param udpOnlyTo addresses that UDP may leave to; none for no limit
 * @param portMapping whether a {@link Miniupnpd} may forward ports
 */
public record NatRules(
        NatKind kind, InputPolicy input, boolean hairpinning, List<String> udpOnlyTo, boolean portMapping) {
    static final int BLOCK_FIRST = 20000;
    static final int BLOCK_PORTS = 1024;
    static final int SEQUENCE_FIRST = 20000;
    static final int SEQUENCE_PORTS = 4096;

    /** Longer than the two minutes for which Linux remembers a UDP flow that was answered. */
    private static final String REMEMBERED = "180s";

    /** Copies the list. */
    public NatRules {
        udpOnlyTo = List.copyOf(udpOnlyTo);
    }

    /** A router that drops unsolicited packets, does not hairpin, and lets all UDP out. */
    public static NatRules of(NatKind kind) {
        return new NatRules(kind, InputPolicy.DROP, false, List.of(), false);
    }

    /** The same with this policy. */
    public NatRules input(InputPolicy newInput) {
        return new NatRules(kind, newInput, hairpinning, udpOnlyTo, portMapping);
    }

    /** The same with hairpinning. */
    public NatRules hairpin() {
        return new NatRules(kind, input, true, udpOnlyTo, portMapping);
    }

    /** The same that lets UDP out to these addresses only. */
    public NatRules onlyUdpTo(List<String> addresses) {
        return new NatRules(kind, input, hairpinning, addresses, portMapping);
    }

    /** The same with the rules that a {@link Miniupnpd} makes. */
    NatRules mappingPorts() {
        return new NatRules(kind, input, hairpinning, udpOnlyTo, true);
    }

    /**
     * The ruleset for {@code nft -f}; it replaces the one before, so that a router starts its numbering anew.
     *
     * @param outside the interface towards the provider
     * @param address the public address on it
     */
    String text(String outside, String address) {
        List<String> lines =
                new ArrayList<>(List.of("table inet router", "delete table inet router", "table inet router {"));
        lines.addAll(maps());
        if (portMapping) {
            lines.add(Miniupnpd.CHAINS);
        }
        lines.add(chain("pre", "nat hook prerouting priority dstnat", arriving(outside, address)));
        lines.add(chain("post", "nat hook postrouting priority srcnat", leaving(outside, address)));
        lines.add(chain("learn", "filter hook postrouting priority srcnat + 50", learning(outside)));
        lines.add(chain("forward", "filter hook forward priority filter; policy drop", forwarding(outside)));
        String policy = input == InputPolicy.ACCEPT ? "accept" : "drop";
        lines.add(chain(
                "input",
                "filter hook input priority filter; policy " + policy,
                List.of("iifname != " + outside + " accept", "ct state established,related accept")));
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static String chain(String name, String head, List<String> rules) {
        return "chain " + name + " { type " + head + ";\n  " + String.join("\n  ", rules) + "\n}";
    }

    /** From what may be sent to to the private endpoint behind it: everybody's public ports, one remote address's. */
    private static List<String> maps() {
        String properties = " : ipv4_addr . inet_service; flags timeout; timeout " + REMEMBERED + "; }";
        return List.of(
                "map mapped { type inet_service" + properties,
                "map mappedfor { type inet_service . ipv4_addr" + properties);
    }

    private List<String> arriving(String outside, String address) {
        List<String> rules = new ArrayList<>();
        if (portMapping) {
            rules.add("jump prerouting_miniupnpd");
        }
        if (kind.filtering() == Filtering.ENDPOINT_INDEPENDENT) {
            rules.add("iifname " + outside + " dnat ip to udp dport map @mapped");
        }
        if (kind.filtering() == Filtering.ADDRESS_DEPENDENT) {
            rules.add("iifname " + outside + " dnat ip to udp dport . ip saddr map @mappedfor");
        }
        if (hairpinning) {
            rules.add("iifname != " + outside + " ip daddr " + address + " dnat ip to udp dport map @mapped");
        }
        return rules;
    }

    private List<String> leaving(String outside, String address) {
        List<String> rules = new ArrayList<>(List.of("meta nfproto ipv6 accept"));
        if (hairpinning) {
            // The receiver inside shall see the public endpoint of the sender (RFC 4787, REQ-9 a).
            rules.add("oifname != " + outside + " ct status dnat ip saddr 192.168.0.0/16 snat ip to " + address);
        }
        if (portMapping) {
            rules.add("jump postrouting_miniupnpd");
        }
        switch (kind) {
            case FULL_CONE, RESTRICTED, CONE -> {}
            case SEQUENTIAL ->
                // The map makes the steps: without it the byte order of the counter does, and they are 256.
                rules.add("oifname " + outside + " meta l4proto udp snat ip to " + address + " : numgen inc mod "
                        + SEQUENCE_PORTS + " map { " + sequence() + " }");
            case PORT_BLOCK ->
                rules.add("oifname " + outside + " meta l4proto udp masquerade to :" + BLOCK_FIRST + "-"
                        + (BLOCK_FIRST + BLOCK_PORTS - 1) + " fully-random");
            case RANDOM -> rules.add("oifname " + outside + " meta l4proto udp masquerade fully-random");
        }
        rules.add("oifname " + outside + " masquerade");
        return rules;
    }

    private static String sequence() {
        return IntStream.range(0, SEQUENCE_PORTS)
                .mapToObj(i -> i + " : " + (SEQUENCE_FIRST + i))
                .collect(Collectors.joining(", "));
    }

    /** Behind the translation: the packet has its public port, its flow's original direction the private endpoint. */
    private List<String> learning(String outside) {
        String fromInside = "oifname " + outside + " meta l4proto udp ct direction original update ";
        String privateEndpoint = " : ct original ip saddr . ct original proto-src }";
        List<String> rules = new ArrayList<>();
        if (kind.filtering() == Filtering.ENDPOINT_INDEPENDENT || hairpinning) {
            rules.add(fromInside + "@mapped { udp sport" + privateEndpoint);
        }
        if (kind.filtering() == Filtering.ADDRESS_DEPENDENT) {
            rules.add(fromInside + "@mappedfor { udp sport . ip daddr" + privateEndpoint);
        }
        return rules;
    }

    private List<String> forwarding(String outside) {
        List<String> rules = new ArrayList<>();
        if (!udpOnlyTo.isEmpty()) {
            rules.add("iifname != " + outside + " meta l4proto udp ip daddr != { " + String.join(", ", udpOnlyTo)
                    + " } drop");
        }
        rules.add("iifname != " + outside + " oifname " + outside + " accept");
        // Where the kernel shows bridged packets to this chain, these stay within one network.
        rules.add("iifname lan oifname lan accept");
        rules.add("ct state established,related accept");
        rules.add("ct status dnat accept");
        if (portMapping) {
            rules.add("jump miniupnpd");
        }
        return rules;
    }
}
