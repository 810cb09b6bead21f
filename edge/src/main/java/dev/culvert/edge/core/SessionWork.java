package dev.culvert.edge.core;

import dev.culvert.common.session.SessionAction;
import dev.culvert.edge.peer.Peer;
import java.util.List;

/** Does what sessions want done. Conductor thread. */
@FunctionalInterface
interface SessionWork {
    void perform(List<SessionAction<Peer>> actions, long nowNs);
}
