package dev.culvert.edge.supernode;

import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.peer.Peer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which HINTs of one supernode count. Conductor thread. */
final class Hints {
    private long quietSinceNs = Activity.NEVER;

    /** What still comes soon after a registration concerns the time before it. */
    void onRegistered(long nowNs) {
        quietSinceNs = nowNs;
    }

    /** Whether one names something of ours, and is the first for a while. */
    boolean accept(byte[] hint, OptionalLong token, @Nullable Peer supernode, long nowNs) {
        boolean ours = supernode != null
                && ((token.isPresent() && HintCheck.namesToken(hint, token.getAsLong()))
                        || HintCheck.namesKeys(hint, supernode.session().current()));
        if (!ours || (quietSinceNs != Activity.NEVER && nowNs - quietSinceNs < Timing.RENEW_SPACING_NS)) {
            return false;
        }
        quietSinceNs = nowNs;
        return true;
    }
}
