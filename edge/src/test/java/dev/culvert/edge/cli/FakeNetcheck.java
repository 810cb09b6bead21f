package dev.culvert.edge.cli;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.status.NatStatus;
import dev.culvert.edge.status.NetcheckReport;
import dev.culvert.edge.status.NetcheckReport.NetcheckServer;
import dev.culvert.edge.status.NetcheckReport.PortMappingService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network where all servers answer, but those whose host begins with "silent"; "dead" ones are not known to DNS. */
final class FakeNetcheck {
    private static final Endpoint MAPPED = new Endpoint(IpAddress.parse("203.0.113.1"), 40_000);

    private FakeNetcheck() {}

    static NetcheckReport report(List<HostPort> supernodes, List<HostPort> servers, boolean portMapping) {
        List<NetcheckServer> asked = Stream.concat(supernodes.stream(), servers.stream())
                .map(FakeNetcheck::server)
                .toList();
        boolean reached = asked.stream().anyMatch(server -> server.mapped().isPresent());
        boolean known = asked.stream().anyMatch(server -> server.endpoint().isPresent());
        return new NetcheckReport(
                known ? Optional.of(reached) : Optional.empty(),
                reached ? List.of(MAPPED) : List.of(),
                List.of(),
                reached ? cone() : nothing(),
                portMapping ? services() : List.of(),
                asked);
    }

    private static List<PortMappingService> services() {
        return List.of(
                new PortMappingService("pcp", Optional.empty(), "the router does not offer it"),
                new PortMappingService(
                        "nat-pmp", Optional.of(new Endpoint(IpAddress.parse("100.64.0.7"), 50_000)), "mapped"),
                new PortMappingService("upnp", Optional.of(MAPPED), "mapped"));
    }

    private static NetcheckServer server(HostPort place) {
        boolean known = !place.host().startsWith("dead");
        boolean answers = known && !place.host().startsWith("silent");
        return new NetcheckServer(
                place.toString(),
                known ? Optional.of(new Endpoint(IpAddress.parse("192.0.2.1"), place.port())) : Optional.empty(),
                answers ? Optional.of(12.3) : Optional.empty(),
                answers ? Optional.of(MAPPED) : Optional.empty());
    }

    static NatStatus cone() {
        return new NatStatus(
                Mapping.ENDPOINT_INDEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                Hairpin.NO,
                "port-restricted cone",
                "",
                List.of(MAPPED),
                Optional.of(1),
                Optional.of(640L));
    }

    private static NatStatus nothing() {
        return new NatStatus(
                Mapping.UNKNOWN,
                Filtering.UNKNOWN,
                Hairpin.UNKNOWN,
                "unknown",
                "",
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
