package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.config.PublicStunServers;
import dev.culvert.edge.nat.ServerKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks STUN servers up, all at once on virtual threads. One that is not found is no error: there are others. Conductor
 * thread, but for the look-up itself.
 */
final class StunNames {
    private static final Logger log = LoggerFactory.getLogger(StunNames.class);

    /**
     * A server by name.
     *
     * @param ports where it answers
     */
    record Server(HostPort place, ServerKind kind, List<Integer> ports) {
        static Server of(HostPort place, ServerKind kind) {
            return new Server(place, kind, List.of(place.port()));
        }
    }

    /** Who wants to know. Conductor thread. */
    interface Client {
        /** A server was found; of each family one address. */
        void onFound(Server server, List<Endpoint> endpoints);
    }

    private final Executor conductor;
    private final Predicate<Endpoint> usable;
    private final Client client;
    private final Set<Server> missing;
    private int underWay;

    /**
     * Look-ups that have not begun.
     *
     * @param conductor runs something on the conductor's thread
     * @param usable tells an endpoint outside the overlay from one inside, to which packets would loop
     */
    StunNames(Executor conductor, List<Server> servers, Predicate<Endpoint> usable, Client client) {
        this.conductor = conductor;
        this.usable = usable;
        this.client = client;
        this.missing = new LinkedHashSet<>(servers);
    }

    /** The user's own, and the public ones. */
    static List<Server> configuredAndPublic(List<HostPort> configured) {
        List<Server> servers = new ArrayList<>();
        configured.forEach(place -> servers.add(Server.of(place, ServerKind.CONFIGURED)));
        PublicStunServers.ALL.forEach(place -> servers.add(Server.of(place, ServerKind.PUBLIC)));
        return servers;
    }

    /** Looks up those that were not found yet; nothing while that is under way. */
    void resolve() {
        if (underWay == 0) {
            underWay = missing.size();
            missing.forEach(this::lookUp);
        }
    }

    /** Whether look-ups are under way. */
    boolean isUnderWay() {
        return underWay > 0;
    }

    private void lookUp(Server server) {
        NameLookups.start(server.place().host(), () -> {
            List<IpAddress> addresses = new ArrayList<>();
            try {
                for (InetAddress address :
                        InetAddress.getAllByName(server.place().host())) {
                    IpAddress found = IpAddress.of(address);
                    if (addresses.stream().noneMatch(one -> one.isIpv4() == found.isIpv4())) {
                        addresses.add(found);
                    }
                }
            } catch (UnknownHostException e) {
                log.debug("STUN server {} is not known to DNS", server.place());
            }
            conductor.execute(() -> onResolved(server, addresses));
        });
    }

    private void onResolved(Server server, List<IpAddress> addresses) {
        underWay--;
        List<Endpoint> endpoints = addresses.stream()
                .flatMap(address -> server.ports().stream().map(port -> new Endpoint(address, port)))
                .distinct()
                .filter(usable)
                .toList();
        if (!endpoints.isEmpty()) {
            missing.remove(server);
            client.onFound(server, endpoints);
        }
    }
}
