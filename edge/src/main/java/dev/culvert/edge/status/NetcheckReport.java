package dev.culvert.edge.status;

import dev.culvert.common.ip.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * The network that a host is in, as {@code edge netcheck} shows it. Immutable.
 *
 * @param udp whether UDP leaves it: any server answered; none if no server's name is known to DNS, so that nobody was asked
 * @param ipv4 where servers see it over IPv4; empty if none did
 * @param ipv6 where servers see it over IPv6; empty if none did
 * @param nat what the NATs before it do
 * @param portMapping what the default gateway offers, a protocol each; none if it was not asked
 * @param servers who was asked, supernodes first
 */
public record NetcheckReport(
        Optional<Boolean> udp,
        List<Endpoint> ipv4,
        List<Endpoint> ipv6,
        NatStatus nat,
        List<PortMappingService> portMapping,
        List<NetcheckServer> servers) {
    /** Copies the lists. */
    public NetcheckReport {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
        portMapping = List.copyOf(portMapping);
        servers = List.copyOf(servers);
    }

    /**
     * A protocol by which routers map ports.
     *
     * @param protocol "pcp", "nat-pmp" or "upnp"
     * @param external the endpoint that the router mapped for the check, and deleted again; none if it did not
     * @param words what it said, or that it said nothing
     */
    public record PortMappingService(String protocol, Optional<Endpoint> external, String words) {}

    /**
     * One endpoint of a STUN server.
     *
     * @param host HOST:PORT as configured
     * @param endpoint where it was asked; none while its name is not known to DNS
     * @param rttMs round trip in milliseconds; none if it did not answer
     * @param mapped where it sees the host
     */
    public record NetcheckServer(
            String host, Optional<Endpoint> endpoint, Optional<Double> rttMs, Optional<Endpoint> mapped) {}
}
