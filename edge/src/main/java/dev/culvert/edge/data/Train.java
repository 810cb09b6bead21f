package dev.culvert.edge.data;

import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Mirror;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sealed messages on their way to one peer: those of equal size that follow each other leave together, by the peer's active
 * path, and the same bytes one by one by its mirror. Belongs to one thread.
 *
 * <pre>
 *  begin ─ place, seal there, add ─ place … add ─ end
 *
 *  |free 16|message|header|message|header|message|         the headers, and one before the first, on a relayed path only
 *          start                                 end
 * </pre>
 */
final class Train {
    private static final int LARGEST_MESSAGE = 65_535 + MessageLayout.PADDING + MessageLayout.DATA_OVERHEAD_BYTES;

    private final EventSink<DataEvent> events;
    private final Counters<CounterId> counters;
    private final RateLimit tooBigEvents = new RateLimit(Limits.TOO_BIG_EVENTS_PER_SECOND);
    /** Behind whatever leaves together, room for a message that does not leave with it. */
    private final byte[] bytes = new byte[Path.HEADROOM + UdpPort.MOST_TOGETHER + Path.HEADROOM + LARGEST_MESSAGE];

    // Where it goes, since begin.
    private @Nullable Peer peer;
    private @Nullable Path path;
    private @Nullable Mirror mirror;
    private long nowNs;
    private int headerBytes;

    // What is held: messages of one size, the last of which may be shorter.
    private int count;
    private int start;
    private int end;
    private int size;
    private boolean complete;
    private int placed;

    // Of what was sent since begin.
    private int taken;
    private int byPath;
    private int byMirror;

    Train(EventSink<DataEvent> events, Counters<CounterId> counters) {
        this.events = events;
        this.counters = counters;
    }

    /** What follows, until {@link #end}, goes there; what a run before that failed has left is forgotten. */
    void begin(Peer to, Path by, @Nullable Mirror copies, long now) {
        peer = to;
        path = by;
        mirror = copies;
        nowNs = now;
        headerBytes = by.headerBytes();
        forget();
        taken = 0;
        byPath = 0;
        byMirror = 0;
    }

    /** The array that messages are put into. */
    byte[] bytes() {
        return bytes;
    }

    /** Where to put the next message, of at most so many bytes. What is held is sent if it does not fit behind that. */
    int place(int longest) {
        int next = end + headerBytes;
        boolean fits = count < UdpPort.MOST_DATAGRAMS
                && !complete
                && next + longest - (start - headerBytes) <= UdpPort.MOST_TOGETHER
                && next + longest <= bytes.length;
        if (count > 0 && !fits) {
            sendHeld();
        }
        placed = count == 0 ? Path.HEADROOM : next;
        return placed;
    }

    /** Takes the message of so many bytes that was put at {@link #place}. What cannot leave together with it is sent first. */
    void add(int length) {
        if (count > 0 && length > size) {
            sendHeld(); // its mirror's headers go before its own messages, not over this one
        }
        if (count == 0) {
            start = placed;
            size = length;
        }
        Objects.requireNonNull(path, "begin comes first").writeHeader(bytes, placed);
        complete = length < size;
        end = placed + length;
        count++;
    }

    /**
     * Sends what is held. Nothing more by these paths follows.
     *
     * @return bytes of the messages since {@link #begin} that a path's socket took; the others are counted
     */
    int end() {
        Peer to = Objects.requireNonNull(peer, "begin comes first");
        if (count > 0) {
            sendHeld();
        }
        if (path != null && byPath > 0) {
            to.countSent(path, byPath);
        }
        if (mirror != null && byMirror > 0) {
            to.countSent(mirror.path(), byMirror);
        }
        return taken;
    }

    private void sendHeld() {
        Path by = Objects.requireNonNull(path, "begin comes first");
        SendResult together = SendResult.NOT_DIVIDED;
        if (count > 1) {
            int from = start - headerBytes;
            together = by.sendDatagrams(bytes, from, end - from, headerBytes + size);
            if (together == SendResult.NOT_DIVIDED) {
                counters.add(CounterId.SENDS_NOT_DIVIDED);
            }
        }
        for (int at = start; at < end; at += size + headerBytes) {
            int length = Math.min(size, end - at);
            onResult(together == SendResult.NOT_DIVIDED ? by.send(bytes, at, length) : together, by, at, length);
        }
        forget();
    }

    private void forget() {
        count = 0;
        end = 0;
        complete = false;
    }

    private void onResult(SendResult result, Path by, int at, int length) {
        switch (result) {
            case SENT -> byPath += length;
            case TOO_BIG -> onTooBig(by, length);
            case FULL, FAILED, NOT_DIVIDED -> {}
        }
        if ((mirror != null && isMirrored(mirror, at, length)) || result.countLoss(counters)) {
            taken += length;
        }
    }

    private boolean isMirrored(Mirror copies, int at, int length) {
        if (!copies.takes(length, nowNs)) {
            counters.add(CounterId.MIRROR_WITHHELD);
            return false;
        }
        SendResult result = copies.path().send(bytes, at, length);
        if (result == SendResult.TOO_BIG) {
            onTooBig(copies.path(), length);
        }
        if (result != SendResult.SENT) {
            counters.add(CounterId.MIRROR_FAILED);
            return false;
        }
        byMirror += length;
        counters.add(CounterId.MIRROR_SENT);
        return true;
    }

    /** A stock peer's path is not measured: its packets shall not keep this from being told of another's. */
    private void onTooBig(Path by, int length) {
        Peer to = Objects.requireNonNull(peer, "begin comes first");
        if (to.kind() == PeerKind.CULVERT
                && tooBigEvents.allows(nowNs)
                && !events.offer(new DataEvent.TooBig(to, by, length - MessageLayout.DATA_OVERHEAD_BYTES))) {
            counters.add(CounterId.DROP_EVENT_QUEUE_FULL);
        }
    }
}
