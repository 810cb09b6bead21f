package dev.culvert.edge.memory;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.path.CandidateKind;
import java.time.Instant;

/**
 * Where a peer has answered. Immutable.
 *
 * @param endpoint without a scope: interfaces may have other numbers after a restart
 * @param kind what it is; not a relay
 * @param open takes packets from everybody, as the peer said
 * @param packetLimit bytes of the largest packet that the path carried: 1 or more
 * @param goodAt when it answered last
 */
public record KnownEndpoint(Endpoint endpoint, CandidateKind kind, boolean open, int packetLimit, Instant goodAt) {
    /** Checks what a file may have wrong. */
    public KnownEndpoint {
        boolean usable =
                !endpoint.address().isUnspecified() && !endpoint.address().isMulticast();
        if (!usable || endpoint.scopeId() != 0 || kind == CandidateKind.RELAY || packetLimit < 1) {
            throw new IllegalArgumentException("not where a peer answered: " + kind + " " + endpoint);
        }
    }

    /** Whether no NAT is before it that a recall out of the blue may confuse: it is open, forwarded, or the host's own. */
    public boolean takesStrangers() {
        return open
                || switch (kind) {
                    case LAN, PUBLIC, MAPPED -> true;
                    case OBSERVED, PREDICTED, RELAY -> false;
                };
    }

    /** This, with what was known of it before and is not now: after a recall nobody has named it. */
    KnownEndpoint after(KnownEndpoint before) {
        return kind == CandidateKind.PREDICTED
                ? new KnownEndpoint(endpoint, before.kind, before.open, packetLimit, goodAt)
                : this;
    }

    /** Whether only the time differs. */
    boolean isAs(KnownEndpoint other) {
        return equals(new KnownEndpoint(other.endpoint, other.kind, other.open, other.packetLimit, goodAt));
    }
}
