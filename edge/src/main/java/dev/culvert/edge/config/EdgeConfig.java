package dev.culvert.edge.config;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.edge.path.Keepalive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything an edge needs to start, validated. Immutable.
 *
 * @param community which community it joins, and where; none for an edge with stock peers only
 * @param name what the edge calls itself in its record: 1 to 63 bytes without control characters
 * @param pathMode which ways to other edges it may use
 * @param keepalive how often an idle direct path is kept open
 * @param suites cipher suites offered to other edges, besides the one that everybody has
 * @param aead by what packets are sealed
 * @param nat how it finds out about NATs
 * @param address own overlay address with the overlay's prefix length; none where the supernode shall choose one, which
 *     takes a community
 * @param device name of the TUN interface, 1 to 15 bytes
 * @param mtu of the TUN interface, {@link #MIN_MTU} to {@link #MAX_MTU}
 * @param tunOffload whether the interface's packets come and go as super-packets, where the kernel has that
 * @param listenPort local UDP port, 0 to let the kernel choose
 * @param udpOffloads what its UDP ports leave to the kernel
 * @param reachability by which further endpoints others may reach it
 * @param stateDirectory where the seed, the lock and the control socket are
 * @param verbose whether debug lines are logged
 * @param peers in the order written, file first; no two with the same key or the same allowed prefix
 */
public record EdgeConfig(
        Optional<CommunityConfig> community,
        String name,
        PathMode pathMode,
        Keepalive keepalive,
        List<CipherSuite> suites,
        AeadMode aead,
        NatConfig nat,
        Optional<IpPrefix> address,
        String device,
        int mtu,
        boolean tunOffload,
        int listenPort,
        UdpOffloads udpOffloads,
        Reachability reachability,
        Path stateDirectory,
        boolean verbose,
        List<PeerConfig> peers) {
    /** Interface name if none is given. */
    public static final String DEFAULT_DEVICE = "culvert0";

    /** With IPv6 40 + UDP 8 + relay header 16 + WireGuard 32 it makes 1,496 bytes: one Ethernet frame on any path. */
    public static final int DEFAULT_MTU = 1400;

    /** What every IPv4 host must accept (RFC 791 section 3.2). */
    public static final int MIN_MTU = 576;

    /** What every IPv6 link must carry (RFC 8200 section 5): Linux takes no IPv6 address on an interface below it. */
    public static final int MIN_MTU_IPV6 = 1280;

    /** 65,507 bytes of UDP payload, less WireGuard's 32 and the relay header's 16, in whole blocks of 16. */
    public static final int MAX_MTU = 65_456;

    /** Copies the lists; refuses an edge that nobody gives an address. */
    public EdgeConfig {
        suites = List.copyOf(suites);
        peers = List.copyOf(peers);
        if (address.isEmpty() && community.isEmpty()) {
            throw new IllegalArgumentException("an automatic address takes a community");
        }
    }
}
