package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;

/** What came of asking a STUN server. */
sealed interface StunOutcome {
    /** It answered. */
    record Answered(StunAnswer answer) implements StunOutcome {}

    /** What was sent to oneself has arrived. */
    record Arrived(Endpoint source) implements StunOutcome {}

    /** It answered that it cannot do this. */
    record Refused() implements StunOutcome {}

    /** It did not answer in time. */
    record Silent() implements StunOutcome {}
}
