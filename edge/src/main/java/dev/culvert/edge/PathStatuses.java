package dev.culvert.edge;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Path;
import dev.culvert.edge.core.MemberPaths;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.path.WayState;
import dev.culvert.edge.status.PathChangeStatus;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PathStatus;
import dev.culvert.edge.status.PeerPaths;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What status says of the paths to one other edge. */
final class PathStatuses {
    private static final double NS_A_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double TENTHS = 10;

    private PathStatuses() {}

    static PeerPaths of(MemberPaths paths, long nowNs) {
        return new PeerPaths(
                paths.verdict().code(),
                paths.strategy(),
                paths.peersNat().classicName(),
                paths.paths().stream().map(PathStatuses::of).toList(),
                paths.changes().stream().map(change -> of(change, nowNs)).toList());
    }

    private static PathStatus of(PathReport path) {
        return new PathStatus(
                kind(path.path()),
                path.kind().toString(),
                path.path().remote(),
                path.path().port().localPort(),
                word(path.state()),
                path.active(),
                milliseconds(path.roundTripNs()),
                milliseconds(path.jitterNs()),
                path.lossPercent(),
                path.packetLimit(),
                path.receivedBytes(),
                path.sentBytes());
    }

    private static PathChangeStatus of(PathChange change, long nowNs) {
        return new PathChangeStatus(
                TimeUnit.NANOSECONDS.toSeconds(nowNs - change.timeNs()), words(change.path()), change.why());
    }

    /** What the log calls a peer: many have the same name, none the same address. Its key where it has not said its name. */
    static String peer(PublicKey key, String name, List<IpPrefix> addresses) {
        if (name.isEmpty()) {
            return key.toString();
        }
        return addresses.isEmpty() ? name : name + " " + addresses.getFirst().address();
    }

    /** The path, and its round-trip time if that is known. */
    static String words(PathChange change) {
        String path = words(change.path());
        return change.roundTripNs() == 0 ? path : path + ", " + milliseconds(change.roundTripNs()) + " ms";
    }

    static String words(@Nullable Path path) {
        return path == null ? "no path" : kind(path) + " " + path.remote();
    }

    static PathKind kind(@Nullable Path path) {
        return path == null ? PathKind.NONE : path.isRelayed() ? PathKind.RELAY : PathKind.DIRECT;
    }

    private static String word(WayState state) {
        return switch (state) {
            case WayState.Probing() -> "probing";
            case WayState.Sizing() -> "sizing";
            case WayState.Usable() -> "usable";
            case WayState.Dead(long _, int _) -> "dead";
        };
    }

    private static double milliseconds(long ns) {
        return Math.round(ns / NS_A_MS * TENTHS) / TENTHS;
    }
}
