package dev.culvert.edge;

import dev.culvert.common.cli.TextTable;
import dev.culvert.edge.core.Remembered;
import dev.culvert.edge.status.MemoryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What status and log say of the peers that an edge remembers. */
final class MemoryStatuses {
    private MemoryStatuses() {}

    static MemoryStatus of(@Nullable Remembered remembered, Instant now) {
        if (remembered == null) {
            return new MemoryStatus(0, OptionalLong.empty(), "");
        }
        OptionalLong ago = remembered
                .goodAt()
                .map(time ->
                        OptionalLong.of(Math.max(0, Duration.between(time, now).toSeconds())))
                .orElse(OptionalLong.empty());
        return new MemoryStatus(remembered.peers(), ago, remembered.recalled() ? words(remembered.peers(), ago) : "");
    }

    /** Without a supernode: what is done, and what is missing. */
    private static String words(int peers, OptionalLong ago) {
        return peers == 0
                ? "no supernode answers, and no peer is remembered: nobody can be reached before one does"
                : ("no supernode answers; trying %s remembered, last seen %s; names and addresses of all others are"
                                + " missing, and so are relays")
                        .formatted(peers == 1 ? "1 peer" : peers + " peers", TextTable.ago(ago));
    }
}
