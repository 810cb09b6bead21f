package dev.culvert.supernode.cli;

import dev.culvert.common.cli.TextTable;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.supernode.status.CommunityReport;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.supernode.status.RelayReport;
import dev.culvert.supernode.status.SupernodeReport;
import java.util.List;

/** A report for people: some lines about the supernode, a table a community, one of all relays. Pure. */
final class SupernodeTable {
    private static final List<String> EDGE_HEAD = List.of("EDGE", "NAME", "KEY", "ENDPOINT", "STATE", "SEEN");
    private static final List<String> RELAY_HEAD = List.of("RELAY", "", "COMMUNITY", "BYTES", "PACKETS", "IDLE");

    private SupernodeTable() {}

    static String render(SupernodeReport report) {
        StringBuilder text = new StringBuilder()
                .append("port %d   stun port %d   up %s   communities %d   edges %d   relays %d%n"
                        .formatted(
                                report.port(),
                                report.stunPort(),
                                TextTable.span(report.uptimeSeconds()),
                                report.communities().size(),
                                report.communities().stream()
                                        .flatMap(community -> community.edges().stream())
                                        .filter(EdgeReport::present)
                                        .count(),
                                report.relays().size()))
                .append("key  %s%n".formatted(report.publicKey()));
        if (report.communities().isEmpty()) {
            text.append("%nno communities".formatted());
        }
        for (CommunityReport community : report.communities()) {
            text.append("%ncommunity %s   prefix %s   relays %d%n%s%n"
                    .formatted(
                            community.id(),
                            community.prefix().map(IpPrefix::toString).orElse("none yet"),
                            community.relays(),
                            edges(community)));
        }
        if (!report.relays().isEmpty()) {
            text.append("%n%s%n"
                    .formatted(TextTable.render(
                            RELAY_HEAD,
                            report.relays().stream().map(SupernodeTable::row).toList())));
        }
        return text.toString().stripTrailing();
    }

    private static String edges(CommunityReport community) {
        return community.edges().isEmpty()
                ? "no edges"
                : TextTable.render(
                        EDGE_HEAD,
                        community.edges().stream().map(SupernodeTable::row).toList());
    }

    private static List<String> row(EdgeReport edge) {
        return List.of(
                edge.address().toString(),
                edge.name(),
                TextTable.brief(edge.key()),
                edge.endpoint().map(Endpoint::toString).orElse("-"),
                edge.present() ? "present" : "absent",
                TextTable.ago(edge.lastSeenSecondsAgo()));
    }

    private static List<String> row(RelayReport relay) {
        return List.of(
                relay.first().toString(),
                relay.second().toString(),
                TextTable.brief(relay.community()),
                TextTable.bytes(relay.bytes()),
                Long.toString(relay.packets()),
                TextTable.span(relay.idleSeconds()));
    }
}
