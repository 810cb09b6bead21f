package dev.culvert.edge;

import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.portmap.PortMappings;
import dev.culvert.edge.portmap.Protocol;
import dev.culvert.edge.status.NetcheckReport.PortMappingService;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which protocols the default gateway maps ports by. Only a mapping shows where PCP leads, so one is made, for a
 * port that nobody uses, and deleted at the end. Any thread.
 */
final class PortMappingCheck implements AutoCloseable {
    private final PortMappings mappings;

    private PortMappingCheck(PortMappings mappings) {
        this.mappings = mappings;
    }

    /** Begins to ask. {@code port}: of this host, free for the check. */
    static PortMappingCheck start(int port, Optional<Gateway> gateway, NanoClock clock) {
        Duration lease = Duration.ofNanos(Timing.PORT_MAPPING_CHECK_LEASE_NS);
        PortMappings.Wish wish = new PortMappings.Wish(port, lease, Set.of(Protocol.values()));
        return new PortMappingCheck(PortMappings.start(wish, () -> gateway, clock, new SecureRandom(), new Nobody()));
    }

    /** Whether each protocol was answered, or will not be. */
    boolean isDone() {
        return mappings.standings().stream().allMatch(PortMappings.Standing::known);
    }

    /** What is known so far. */
    List<PortMappingService> services() {
        return mappings.standings().stream()
                .map(standing -> new PortMappingService(
                        standing.protocol().toString(),
                        standing.mapping().map(PortMapping::external),
                        standing.known() ? standing.words() : "no answer"))
                .toList();
    }

    @Override
    public void close() {
        mappings.close();
    }

    private static final class Nobody implements PortMappings.Listener {
        @Override
        public void onMapped(PortMapping mapping) {}

        @Override
        public void onLost(Protocol protocol, String why) {}
    }
}
