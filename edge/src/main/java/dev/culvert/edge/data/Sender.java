package dev.culvert.edge.data;

import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Mirror;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import org.jspecify.annotations.Nullable;

/**
 * Hands sealed messages to the kernel: by a peer's active path, and the same bytes by its mirror. Belongs to one thread.
 */
final class Sender {
    private final EventSink<DataEvent> events;
    private final Counters<CounterId> counters;
    private final RateLimit tooBigEvents = new RateLimit(Limits.TOO_BIG_EVENTS_PER_SECOND);

    // What was sent by the active path, and by the mirror, since a run began.
    private int byPath;
    private int byMirror;

    Sender(EventSink<DataEvent> events, Counters<CounterId> counters) {
        this.events = events;
        this.counters = counters;
    }

    /**
     * Sends a message that lies behind {@link Path#HEADROOM} free bytes.
     *
     * @return its length; 0, and counted, if no path's socket took it
     */
    int send(Peer peer, Path path, @Nullable Mirror mirror, byte[] sealed, int length, long nowNs) {
        SendResult result = path.send(sealed, Path.HEADROOM, length);
        switch (result) {
            case SENT -> byPath += length;
            case TOO_BIG -> onTooBig(peer, path, length, nowNs);
            case FULL, FAILED -> {}
        }
        if (mirror != null && isMirrored(peer, mirror, sealed, length, nowNs)) {
            return length;
        }
        return result.countLoss(counters) ? length : 0;
    }

    private boolean isMirrored(Peer peer, Mirror mirror, byte[] sealed, int length, long nowNs) {
        if (!mirror.takes(length, nowNs)) {
            counters.add(CounterId.MIRROR_WITHHELD);
            return false;
        }
        SendResult result = mirror.path().send(sealed, Path.HEADROOM, length);
        if (result == SendResult.TOO_BIG) {
            onTooBig(peer, mirror.path(), length, nowNs);
        }
        if (result != SendResult.SENT) {
            counters.add(CounterId.MIRROR_FAILED);
            return false;
        }
        byMirror += length;
        counters.add(CounterId.MIRROR_SENT);
        return true;
    }

    /** No more messages by these paths follow: counts what they carried. */
    void endOfRun(Peer peer, Path path, @Nullable Mirror mirror) {
        if (byPath > 0) {
            peer.countSent(path, byPath);
            byPath = 0;
        }
        if (mirror != null && byMirror > 0) {
            peer.countSent(mirror.path(), byMirror);
            byMirror = 0;
        }
    }

    /** A stock peer's path is not measured: its packets shall not keep this from being told of another's. */
    private void onTooBig(Peer peer, Path path, int length, long nowNs) {
        if (peer.kind() == PeerKind.CULVERT
                && tooBigEvents.allows(nowNs)
                && !events.offer(new DataEvent.TooBig(peer, path, length - MessageLayout.DATA_OVERHEAD_BYTES))) {
            counters.add(CounterId.DROP_EVENT_QUEUE_FULL);
        }
    }
}
