package dev.culvert.edge.supernode;

import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** KEEP: tells a supernode, and the NAT before it, that we are here; finds out that it is not. */
final class Presence {
    private final RandomGenerator random;
    private int nonce;
    private int unanswered; // KEEPs sent since the last reply
    private long sentNs;
    private long dueNs;
    private long rttNs = -1;

    Presence(RandomGenerator random) {
        this.random = random;
    }

    /** The registration itself was a sign of life: the first KEEP is due an interval later. */
    void start(long nowNs) {
        unanswered = 0;
        dueNs = nowNs + Timing.KEEP_NS;
    }

    /** Something makes us doubt: asks now. */
    void ask(long nowNs) {
        if (unanswered == 0) {
            dueNs = nowNs;
        }
    }

    void sendIfDue(Path path, long token, long nowNs) {
        if (nowNs - dueNs < 0 || isDead(nowNs)) {
            return;
        }
        dueNs = nowNs
                + (unanswered < Timing.KEEP_RESENDS_NS.size()
                        ? Timing.KEEP_RESENDS_NS.get(unanswered)
                        : Timing.KEEP_PATIENCE_NS);
        unanswered++;
        nonce = random.nextInt();
        sentNs = nowNs;
        byte[] keep = CulvertLayout.keep(nonce, token);
        var _ = path.send(keep, 0, keep.length); // a loss is answered by the next one
    }

    /** Whether the last of the repetitions was in vain. */
    boolean isDead(long nowNs) {
        return unanswered > Timing.KEEP_RESENDS_NS.size() && nowNs - dueNs >= 0;
    }

    boolean isWaiting() {
        return unanswered > 0;
    }

    /** Takes a KEEP-REPLY; false if it answers none of the last KEEP. */
    boolean onReply(byte[] message, long token, long nowNs) {
        if (unanswered == 0
                || MessageLayout.readInt(message, CulvertLayout.KEEP_NONCE) != nonce
                || MessageLayout.readLong(message, CulvertLayout.KEEP_TOKEN) != token) {
            return false;
        }
        unanswered = 0;
        dueNs = sentNs + Timing.KEEP_NS;
        rttNs = nowNs - sentNs;
        return true;
    }

    /** Round trip of the last KEEP that was answered. */
    OptionalLong rttNs() {
        return rttNs < 0 ? OptionalLong.empty() : OptionalLong.of(rttNs);
    }
}
