package dev.culvert.edge.cli;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A status report for people: one line about the edge, one a peer, columns aligned. Pure. */
final class StatusTable {
    private static final List<String> HEAD =
            List.of("PEER", "KEY", "KIND", "PATH", "ENDPOINT", "RECEIVED", "SENT", "HANDSHAKE", "STATE");
    private static final int KEY_CHARACTERS = 8;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int SECONDS = 60;
    private static final int HOURS = 24;

    private StatusTable() {}

    static String render(StatusReport report) {
        StringBuilder text = new StringBuilder()
                .append("device %s   address %s   port %d   mtu %d%n"
                        .formatted(
                                report.device(),
                                report.address().map(IpPrefix::toString).orElse("none yet"),
                                report.listenPort(),
                                report.mtu()))
                .append("key    %s%n".formatted(report.publicKey()))
                .append(System.lineSeparator());
        if (report.peers().isEmpty()) {
            return text.append("no peers").toString();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        report.peers().forEach(peer -> rows.add(row(peer)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            lines.add(line.toString().stripTrailing());
        }
        return text.append(String.join(System.lineSeparator(), lines)).toString();
    }

    private static List<String> row(PeerStatus peer) {
        return List.of(
                addresses(peer.allowedIps()),
                peer.publicKey().toString().substring(0, KEY_CHARACTERS),
                peer.kind().toString(),
                peer.path().toString(),
                peer.endpoint().map(Endpoint::toString).orElse("-"),
                bytes(peer.receivedBytes()),
                bytes(peer.sentBytes()),
                ago(peer.lastHandshakeSecondsAgo()),
                peer.state().toString());
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

    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        // At most 8 characters, so that a row of the table fits into 100 columns.
        String format = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    static String ago(OptionalLong seconds) {
        if (seconds.isEmpty()) {
            return "never";
        }
        long s = seconds.getAsLong();
        long minutes = s / SECONDS;
        long hours = minutes / SECONDS;
        if (minutes == 0) {
            return s + "s ago";
        }
        if (hours == 0) {
            return minutes + "m ago";
        }
        return hours < 2 * HOURS ? hours + "h ago" : hours / HOURS + "d ago";
    }
}
