package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.loop.Conductor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the endpoints that are configured, on threads of their own, and tries again for as long as it takes. Conductor
 * thread, but for the look-up itself.
 *
 * @param <T> whose endpoints they are
 */
final class EndpointResolver<T> {
    private static final Logger log = LoggerFactory.getLogger(EndpointResolver.class);
    private static final long FIRST_RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NS = TimeUnit.SECONDS.toNanos(32);

    /** Who wants to know. Conductor thread. */
    interface Client<T> {
        /** An endpoint was found. */
        void onFound(T owner, Endpoint endpoint);

        /** Looking up is of no use so far, and goes on; once a series. */
        void onUseless(T owner, String why);
    }

    private final Conductor<?> conductor;
    private final Predicate<Endpoint> usable;
    private final Client<T> client;
    private final Map<T, HostPort> configured = new LinkedHashMap<>();
    private final Set<T> underWay = new HashSet<>();

    /** {@code usable} tells an endpoint outside the overlay from one inside, to which packets would loop. */
    EndpointResolver(Conductor<?> conductor, Predicate<Endpoint> usable, Client<T> client) {
        this.conductor = conductor;
        this.usable = usable;
        this.client = client;
    }

    /** Notes an endpoint. Before the conductor starts. */
    void configure(T owner, HostPort endpoint) {
        configured.put(owner, endpoint);
    }

    /** Looks all up. */
    void start() {
        configured.keySet().forEach(this::resolve);
    }

    /** Looks an endpoint up, again if it was known. Does nothing where none is configured, or while under way. */
    void resolve(T owner) {
        HostPort endpoint = configured.get(owner);
        if (endpoint != null && underWay.add(owner)) {
            lookUp(owner, endpoint, FIRST_RETRY_NS);
        }
    }

    boolean isUnderWay(T owner) {
        return underWay.contains(owner);
    }

    private void lookUp(T owner, HostPort endpoint, long retryNs) {
        NameLookups.start(endpoint.host(), () -> {
            try {
                InetAddress address = InetAddress.getByName(endpoint.host());
                Endpoint resolved = Endpoint.of(new InetSocketAddress(address, endpoint.port()));
                conductor.execute(() -> onResolved(owner, endpoint, resolved, retryNs));
            } catch (UnknownHostException e) {
                conductor.execute(() -> onUseless(owner, endpoint, "is not known to DNS", retryNs));
            }
        });
    }

    private void onResolved(T owner, HostPort endpoint, Endpoint resolved, long retryNs) {
        if (!usable.test(resolved)) {
            onUseless(owner, endpoint, "is " + resolved + ", inside the overlay, where packets would loop", retryNs);
            return;
        }
        underWay.remove(owner);
        if (retryNs > FIRST_RETRY_NS) {
            log.info("endpoint {} found: {}", endpoint, resolved);
        }
        client.onFound(owner, resolved);
    }

    private void onUseless(T owner, HostPort endpoint, String why, long retryNs) {
        if (retryNs == FIRST_RETRY_NS) {
            client.onUseless(owner, endpoint + " " + why);
        }
        long nextNs = Math.min(2 * retryNs, LAST_RETRY_NS);
        conductor.schedule(() -> lookUp(owner, endpoint, nextNs), retryNs);
    }
}
