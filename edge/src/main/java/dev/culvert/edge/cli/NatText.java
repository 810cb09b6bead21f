package dev.culvert.edge.cli;

import dev.culvert.common.cli.TextTable;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.status.NatStatus;
import dev.culvert.edge.status.NetcheckReport;
import dev.culvert.edge.status.NetcheckReport.NetcheckServer;
import dev.culvert.edge.status.NetcheckReport.PortMappingService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What NATs do, for people. Pure. */
final class NatText {
    private static final List<String> SERVER_HEAD = List.of("SERVER", "ENDPOINT", "RTT", "SEES THIS HOST AT");
    private static final int ENDPOINTS = 3;

    private NatText() {}

    /** One line for status. */
    static String brief(NatStatus nat) {
        String seen = nat.mapped().isEmpty() ? "" : "   seen at " + endpoints(nat.mapped());
        String allocation = nat.allocation().isEmpty() ? "" : ", ports " + nat.allocation();
        return nat.classic() + allocation + seen;
    }

    /** A check's report. */
    static String render(NetcheckReport report) {
        NatStatus nat = report.nat();
        List<String> lines = new ArrayList<>();
        lines.add("UDP        "
                + report.udp()
                        .map(passes -> passes ? "passes" : "does not pass: no server answered")
                        .orElse("unknown"));
        lines.add("IPv4       " + reached(report.ipv4()));
        lines.add("IPv6       " + reached(report.ipv6()));
        lines.add("NAT        " + nat.classic());
        if (report.udp().orElse(false)) {
            lines.add("mapping    " + nat.mapping() + (nat.allocation().isEmpty() ? "" : ", " + nat.allocation()));
            lines.add("filtering  " + nat.filtering());
            lines.add("hairpin    " + (nat.mapping() == Mapping.NONE ? "not needed" : nat.hairpin()));
            lines.add("NAT depth  "
                    + nat.depth()
                            .map(depth -> depth + (depth == 1 ? " router" : " routers"))
                            .orElse("unknown"));
        }
        report.portMapping().forEach(service -> lines.add("%-9s  %s".formatted(service.protocol(), words(service))));
        lines.add("");
        lines.add(meaning(report));
        lines.add("");
        lines.add(TextTable.render(
                SERVER_HEAD, report.servers().stream().map(NatText::row).toList()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String words(PortMappingService service) {
        return service.external()
                .map(endpoint -> "maps ports: " + endpoint
                        + (endpoint.address().isPublic()
                                ? ""
                                : ", which is no public address: another NAT stands behind the router"))
                .orElse(service.words());
    }

    private static String reached(List<Endpoint> endpoints) {
        return endpoints.isEmpty() ? "no server reached" : "seen at " + endpoints(endpoints);
    }

    private static String endpoints(List<Endpoint> endpoints) {
        String first =
                endpoints.stream().limit(ENDPOINTS).map(Endpoint::toString).collect(Collectors.joining(", "));
        return endpoints.size() > ENDPOINTS ? first + " and " + (endpoints.size() - ENDPOINTS) + " more" : first;
    }

    private static List<String> row(NetcheckServer server) {
        return List.of(
                server.host(),
                server.endpoint().map(Endpoint::toString).orElse("not known to DNS"),
                server.rttMs()
                        .map(ms -> String.format(Locale.ROOT, "%.1f ms", ms))
                        .orElse("-"),
                server.mapped().map(Endpoint::toString).orElse("-"));
    }

    /** What an edge here can expect. */
    private static String meaning(NetcheckReport report) {
        if (report.udp().isEmpty()) {
            return "No server's name is known to DNS, so UDP was not tried: give one by address, -l IP:PORT or --stun"
                    + " IP:PORT.";
        }
        if (!report.udp().get()) {
            return "An edge here reaches nobody outside: a firewall blocks UDP, or there is no network.";
        }
        NatStatus nat = report.nat();
        return switch (nat.mapping()) {
            case NONE ->
                switch (nat.filtering()) {
                    case ENDPOINT_INDEPENDENT -> "This host is on the internet: every edge reaches it directly.";
                    case UNKNOWN ->
                        "No NAT. Whether a firewall admits more than answers is not known: no server could try from"
                                + " another address. Direct paths to nearly all edges, at the latest once both have sent.";
                    case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT ->
                        "No NAT, but a firewall that admits answers only: direct paths to nearly all edges, once both"
                                + " have sent.";
                };
            case ENDPOINT_INDEPENDENT ->
                nat.filtering() == Filtering.ENDPOINT_INDEPENDENT
                        ? "The NAT lets everybody in: every edge reaches this host directly." + hairpin(nat)
                        : "Direct paths to nearly all edges: both send at the same time." + hairpin(nat);
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT ->
                "The NAT uses another port for each remote. Direct paths to edges that are not behind such a NAT, some"
                        + " of them after a few seconds' search; the others by a supernode. A port forwarded to this"
                        + " host would help.";
            case UNKNOWN -> "Too few servers answered to tell what the NAT does: name one more with --stun.";
        };
    }

    private static String hairpin(NatStatus nat) {
        return nat.hairpin() == Hairpin.NO ? " Edges behind this same NAT meet by their LAN addresses only." : "";
    }
}
