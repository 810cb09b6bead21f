package dev.culvert.supernode.core;

import dev.culvert.supernode.relay.RelayPair;
import org.jspecify.annotations.Nullable;

/** Two edges that were introduced to each other. */
final class Relation {
    final Member first;
    final Member second;
    /** Their relay; null where there is none. */
    final @Nullable RelayPair pair;
    /** When one of them last asked for the other. */
    long askedNs;

    Relation(Member first, Member second, @Nullable RelayPair pair, long nowNs) {
        this.first = first;
        this.second = second;
        this.pair = pair;
        this.askedNs = nowNs;
    }

    Member other(Member one) {
        return one.equals(first) ? second : first;
    }

    /** What this member writes into RELAY towards the other; 0 without a relay. */
    int relayIdFor(Member sender) {
        return pair == null ? 0 : pair.idFor(sender.binding);
    }

    /** When it was last of use. */
    long usedNs() {
        return pair != null && pair.usedNs() - askedNs > 0 ? pair.usedNs() : askedNs;
    }
}
