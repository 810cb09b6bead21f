package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.loop.Conductor;
import dev.culvert.edge.peer.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the endpoints that are configured, on virtual threads, and tries again for as long as it takes. Conductor
 * thread, but for the look-up itself.
 */
final class EndpointResolver {
    private static final Logger log = LoggerFactory.getLogger(EndpointResolver.class);
    private static final long FIRST_RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NS = TimeUnit.SECONDS.toNanos(32);

    private final Conductor<?> conductor;
    private final Predicate<Endpoint> usable;
    private final BiConsumer<Peer, Endpoint> found;
    private final Map<Peer, HostPort> configured = new HashMap<>();
    private final Set<Peer> underWay = new HashSet<>();

    /** {@code usable} tells an endpoint outside the overlay from one inside, to which packets would loop. */
    EndpointResolver(Conductor<?> conductor, Predicate<Endpoint> usable, BiConsumer<Peer, Endpoint> found) {
        this.conductor = conductor;
        this.usable = usable;
        this.found = found;
    }

    /** Notes a peer's endpoint. Before the conductor starts. */
    void configure(Peer peer, HostPort endpoint) {
        configured.put(peer, endpoint);
    }

    /** Looks all up. */
    void start() {
        configured.keySet().forEach(this::resolve);
    }

    /** Looks a peer's endpoint up, again if it was known. Does nothing for a peer without one, or while under way. */
    void resolve(Peer peer) {
        HostPort endpoint = configured.get(peer);
        if (endpoint != null && underWay.add(peer)) {
            lookUp(peer, endpoint, FIRST_RETRY_NS);
        }
    }

    boolean isUnderWay(Peer peer) {
        return underWay.contains(peer);
    }

    private void lookUp(Peer peer, HostPort endpoint, long retryNs) {
        Thread.ofVirtual().name("resolve-" + endpoint.host()).start(() -> {
            try {
                InetAddress address = InetAddress.getByName(endpoint.host());
                Endpoint resolved = Endpoint.of(new InetSocketAddress(address, endpoint.port()));
                conductor.execute(() -> onResolved(peer, endpoint, resolved, retryNs));
            } catch (UnknownHostException e) {
                conductor.execute(() -> onUseless(peer, endpoint, "is not known to DNS", retryNs));
            }
        });
    }

    private void onResolved(Peer peer, HostPort endpoint, Endpoint resolved, long retryNs) {
        if (!usable.test(resolved)) {
            onUseless(peer, endpoint, "is " + resolved + ", inside the overlay, where packets would loop", retryNs);
            return;
        }
        underWay.remove(peer);
        if (retryNs > FIRST_RETRY_NS) {
            log.info("endpoint of {} found: {}", peer, resolved);
        }
        found.accept(peer, resolved);
    }

    private void onUseless(Peer peer, HostPort endpoint, String why, long retryNs) {
        if (retryNs == FIRST_RETRY_NS) {
            log.warn("endpoint {} of {} {}; trying on", endpoint, peer, why);
        }
        long nextNs = Math.min(2 * retryNs, LAST_RETRY_NS);
        conductor.schedule(() -> lookUp(peer, endpoint, nextNs), retryNs);
    }
}
