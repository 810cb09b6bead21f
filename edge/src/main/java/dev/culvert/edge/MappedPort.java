package dev.culvert.edge;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.portmap.PortMappings;
import dev.culvert.edge.portmap.Protocol;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's UDP port as routers map it, from the edge's start to its end, and the lines about it in the log: one where an
 * endpoint comes or goes, however many protocols tell of it. Any thread.
 */
final class MappedPort implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MappedPort.class);

    private final PortMappings mappings;

    private final AtomicReference<Optional<Gateway>> gateways;

    private MappedPort(PortMappings mappings, AtomicReference<Optional<Gateway>> gateways) {
        this.mappings = mappings;
        this.gateways = gateways;
    }

    /** Whether anybody would come by a mapping, and it is not forbidden. */
    static boolean isWanted(EdgeConfig config) {
        return config.community().isPresent()
                && config.pathMode().isDirectWanted()
                && config.reachability().portMapping();
    }

    /** Starts to ask the router; tells all mappings where one has changed, on any thread, perhaps before this returns. */
    static MappedPort start(int port, Optional<Gateway> gateway, NanoClock clock, Consumer<List<PortMapping>> changed) {
        AtomicReference<Optional<Gateway>> gateways = new AtomicReference<>(gateway);
        PortMappings mappings = PortMappings.start(
                PortMappings.Wish.of(port), gateways::get, clock, new SecureRandom(), new Lines(changed));
        return new MappedPort(mappings, gateways);
    }

    /** The router may be another one. */
    void onNetworkChange(Optional<Gateway> gateway) {
        gateways.set(gateway);
        onMoved();
    }

    /** The router may have forgotten what it was told, or have another address. */
    void onMoved() {
        mappings.onNetworkChange();
    }

    @Override
    public void close() {
        mappings.close();
    }

    private static final class Lines implements PortMappings.Listener {
        private final Map<Protocol, PortMapping> current = new EnumMap<>(Protocol.class);
        private final Consumer<List<PortMapping>> changed;

        Lines(Consumer<List<PortMapping>> changed) {
            this.changed = changed;
        }

        @Override
        public synchronized void onMapped(PortMapping mapping) {
            boolean isNew = !isHeld(mapping.external());
            current.put(mapping.protocol(), mapping);
            changed.accept(List.copyOf(current.values()));
            if (isNew) {
                log.info("the router forwards {} to this edge ({})", mapping.external(), mapping.protocol());
            }
        }

        @Override
        public synchronized void onLost(Protocol protocol, String why) {
            PortMapping lost = current.remove(protocol);
            changed.accept(List.copyOf(current.values()));
            if (lost != null && !isHeld(lost.external())) {
                log.info("the router forwards {} no longer ({}: {})", lost.external(), protocol, why);
            }
        }

        private boolean isHeld(Endpoint external) {
            return current.values().stream().anyMatch(held -> held.external().equals(external));
        }
    }
}
