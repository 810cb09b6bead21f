package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.path.Path;

/** What a {@link Punch} wants done, in order. */
public sealed interface PunchAction {
    /** Say this to the peer until it is acknowledged, in place of an earlier one of its kind. */
    record Say(Control.Builder message) implements PunchAction {}

    /** Send something that passes the edge's own NATs and dies before the peer's. */
    record Open(Path path, int ttl) implements PunchAction {}

    /** Send a ping on trial. */
    record Probe(Path path, long id) implements PunchAction {}
}
