package dev.culvert.edge.cli;

import dev.culvert.common.cli.TextTable;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import dev.culvert.edge.status.SupernodeStatus;
import java.util.List;

/** A status report for people: some lines about the edge, one a supernode, one a peer, columns aligned. Pure. */
final class StatusTable {
    private static final List<String> SUPERNODE_HEAD = List.of("SUPERNODE", "KEY", "STATE", "OBSERVED", "RTT", "WORDS");
    private static final List<String> PEER_HEAD = List.of(
            "PEER",
            "NAME",
            "KEY",
            "KIND",
            "PATH",
            "ENDPOINT",
            "RECEIVED",
            "SENT",
            "HANDSHAKE",
            "STATE",
            "CIPHER",
            "VERDICT");

    private StatusTable() {}

    static String render(StatusReport report) {
        StringBuilder text = new StringBuilder()
                .append("device %s   address %s   port %d   mtu %d%n"
                        .formatted(
                                report.device(),
                                report.address().map(IpPrefix::toString).orElse("none yet"),
                                report.listenPort(),
                                report.mtu()))
                .append("key    %s%n".formatted(report.publicKey()));
        report.community()
                .ifPresent(
                        community -> text.append("community %s   id %s%n".formatted(community.name(), community.id())));
        report.community()
                .map(community -> community.memory().words())
                .filter(words -> !words.isEmpty())
                .ifPresent(words -> text.append("memory %s%n".formatted(words)));
        report.nat().ifPresent(nat -> text.append("nat    %s%n".formatted(NatText.brief(nat))));
        report.forwarded()
                .forEach(forwarded -> text.append("router forwards %s (%s)%s%n"
                        .formatted(
                                forwarded.endpoint(),
                                forwarded.protocol(),
                                forwarded.flaw().isEmpty() ? "" : "; peers are not told: " + forwarded.flaw())));
        text.append(System.lineSeparator());
        if (!report.supernodes().isEmpty()) {
            text.append(TextTable.render(
                            SUPERNODE_HEAD,
                            report.supernodes().stream().map(StatusTable::row).toList()))
                    .append(System.lineSeparator())
                    .append(System.lineSeparator());
        }
        return text.append(
                        report.peers().isEmpty()
                                ? "no peers"
                                : TextTable.render(
                                        PEER_HEAD,
                                        report.peers().stream()
                                                .map(StatusTable::row)
                                                .toList()))
                .toString();
    }

    private static List<String> row(SupernodeStatus supernode) {
        return List.of(
                supernode.host(),
                supernode.key().map(TextTable::brief).orElse("-"),
                supernode.state().toString(),
                supernode.observed().map(Endpoint::toString).orElse("-"),
                supernode.rttMs().isPresent() ? supernode.rttMs().getAsLong() + " ms" : "-",
                supernode.words());
    }

    private static List<String> row(PeerStatus peer) {
        return List.of(
                addresses(peer.allowedIps()),
                peer.name(),
                TextTable.brief(peer.publicKey()),
                peer.kind().toString(),
                peer.path().toString(),
                peer.endpoint().map(Endpoint::toString).orElse("-"),
                TextTable.bytes(peer.receivedBytes()),
                TextTable.bytes(peer.sentBytes()),
                TextTable.ago(peer.lastHandshakeSecondsAgo()),
                peer.state().toString(),
                peer.kind() == PeerKind.STOCK
                        ? "" // there is no other than WireGuard's, and a line has 100 columns
                        : peer.cipher().map(StatusTable::brief).orElse(""),
                peer.path() == PathKind.DIRECT ? "" : peer.verdict());
    }

    private static String brief(CipherSuite suite) {
        return switch (suite) {
            case CHACHA20_POLY1305 -> "chacha";
            case AES_256_GCM -> "aes";
        };
    }

    /** The first one, a host's without its length, and how many more; the JSON has them all. */
    private static String addresses(List<IpPrefix> prefixes) {
        if (prefixes.isEmpty()) {
            return "-";
        }
        IpPrefix first = prefixes.getFirst();
        boolean host = first.length() == first.address().bits();
        String more = prefixes.size() == 1 ? "" : " +" + (prefixes.size() - 1);
        return (host ? first.address().toString() : first.toString()) + more;
    }
}
