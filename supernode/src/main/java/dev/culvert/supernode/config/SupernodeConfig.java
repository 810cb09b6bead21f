package dev.culvert.supernode.config;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Everything a supernode needs to start, validated. Immutable.
 *
 * @param port local UDP port, 1 to 65535
 * @param stunPort second UDP port, for STUN alone; another one than {@code port}
 * @param publicAddresses the addresses it is reached at from outside, if they are not those of its host; none twice
 * @param stateDirectory where the seed, the lock, the control socket and the claims are
 * @param allowed ids of the communities served, each 32 hexadecimal digits in lower case; empty for any
 * @param autoPrefix network in which automatic addresses lie, host bits zero, where a community has no prefix yet
 * @param relays whether it relays
 * @param limits its caps
 * @param udpOffloads what its port for edges leaves to the kernel
 * @param verbose whether debug lines are logged
 */
public record SupernodeConfig(
        int port,
        int stunPort,
        List<IpAddress> publicAddresses,
        Path stateDirectory,
        Set<String> allowed,
        IpPrefix autoPrefix,
        boolean relays,
        SupernodeLimits limits,
        UdpOffloads udpOffloads,
        boolean verbose) {
    /** Port if none is given. */
    public static final int DEFAULT_PORT = 7654;

    /** STUN's own (RFC 8489 section 18.6 keeps it from RFC 5389). */
    public static final int DEFAULT_STUN_PORT = 3478;

    /** Where automatic addresses lie if nothing else is said. */
    public static final IpPrefix DEFAULT_AUTO_PREFIX = IpPrefix.parse("10.0.0.0/24");

    /** Copies list and set. */
    public SupernodeConfig {
        publicAddresses = List.copyOf(publicAddresses);
        allowed = Set.copyOf(allowed);
    }
}
