package dev.culvert.edge.core;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the paths that were chosen for members to use. Where a path must not carry packets (a relay, with {@code --path
 * direct}) handshakes and control messages go by it all the same, and packets wait for a path that may: a bounded queue, for
 * a bounded time. Conductor thread.
 */
final class PathUse {
    private final CommunityContext context;
    private final Outbox outbox;

    PathUse(CommunityContext context, Outbox outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    /** Packets to the member go so from now on; whether by another path than before: that ends a handshake under way. */
    boolean use(Member member, PathAction.Use use, long nowNs) {
        Peer peer = member.peer();
        Path before = peer.sendState().path();
        Path path = withoutRelay(use.path());
        Path mirror = withoutRelay(use.mirror());
        if (path == null) {
            peer.usePath(null);
        } else {
            peer.usePath(path, use.packetLimit(), mirror);
        }
        List<Path> withheld = new ArrayList<>(2);
        add(use.path(), path, withheld);
        add(use.mirror(), mirror, withheld);
        member.withhold(withheld);
        signal(member);
        boolean changed = !Objects.equals(before, path);
        if (changed) {
            PathChange change = member.paths().changes().getLast();
            if (member.isNews(change)) {
                context.listener().onPath(peer, path == null ? change.toNone() : change);
            }
        }
        if (!peer.staged().isEmpty() && Outbox.isSendable(peer, nowNs)) {
            outbox.flush(peer, nowNs);
        }
        return changed;
    }

    /** Handshakes and control messages go by what is withheld from packets, and to where a member may be. */
    void signal(Member member) {
        member.peer()
                .signalBy(Stream.concat(member.withheld().stream(), member.call().paths().stream())
                        .toList());
    }

    private static void add(@Nullable Path wanted, @Nullable Path used, List<Path> withheld) {
        if (wanted != null && used == null) {
            withheld.add(wanted);
        }
    }

    private @Nullable Path withoutRelay(@Nullable Path path) {
        return path != null && path.isRelayed() && !context.paths().mode().mayRelay() ? null : path;
    }

    /** Packets that have waited too long for a path are given up, and their senders told. */
    void onTick(Member member, long nowNs) {
        Peer peer = member.peer();
        if (peer.staged().isEmpty()) {
            member.demand().end();
        } else if (peer.sendState().path() == null && member.demand().isOver(nowNs)) {
            member.demand().end();
            HostUnreachable.tell(peer.staged(), context.tun(), context.counters());
            outbox.dropStaged(peer, CounterId.DROP_NO_DIRECT_PATH);
        }
    }
}
