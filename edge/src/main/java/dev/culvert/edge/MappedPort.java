package dev.culvert.edge;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.portmap.DefaultGateway;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.portmap.PortMappings;
import dev.culvert.edge.portmap.Protocol;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's UDP port as routers map it, from the edge's start to its end, and the lines about it in the log: one where an
 * endpoint comes or goes, however many protocols tell of it. Any thread.
 */
final class MappedPort implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MappedPort.class);

    private final PortMappings mappings;

    private MappedPort(PortMappings mappings) {
        this.mappings = mappings;
    }

    /** Whether anybody would come by a mapping, and it is not forbidden. */
    static boolean isWanted(EdgeConfig config) {
        return config.community().isPresent()
                && config.pathMode() != PathMode.RELAY
                && config.reachability().portMapping();
    }

    /** Starts to ask the router; tells when {@link #current} has changed, on any thread. */
    static MappedPort start(int port, NanoClock clock, Runnable changed) {
        return new MappedPort(PortMappings.start(
                PortMappings.Wish.of(port), new DefaultGateway(), clock, new SecureRandom(), new Lines(changed)));
    }

    /** The mappings of the moment. */
    List<PortMapping> current() {
        return mappings.current();
    }

    /** The router may be another one. */
    void onNetworkChange() {
        mappings.onNetworkChange();
    }

    @Override
    public void close() {
        mappings.close();
    }

    private static final class Lines implements PortMappings.Listener {
        private final Map<Protocol, Endpoint> endpoints = new EnumMap<>(Protocol.class);

        private final Runnable changed;

        Lines(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public synchronized void onMapped(PortMapping mapping) {
            changed.run();
            boolean isNew = !endpoints.containsValue(mapping.external());
            endpoints.put(mapping.protocol(), mapping.external());
            if (isNew) {
                log.info(
                        "the router forwards {} to this edge ({}){}",
                        mapping.external(),
                        mapping.protocol(),
                        mapping.isPublic(Optional.empty())
                                ? ""
                                : "; that is no public address: another NAT stands behind the router");
            }
        }

        @Override
        public synchronized void onLost(Protocol protocol, String why) {
            changed.run();
            Endpoint lost = endpoints.remove(protocol);
            if (lost != null && !endpoints.containsValue(lost)) {
                log.info("the router forwards {} no longer ({}: {})", lost, protocol, why);
            }
        }
    }
}
