package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.config.PublicStunServers;
import dev.culvert.edge.nat.ServerKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks STUN servers up, all at once on threads of their own. One that is not found is no error: there are others.
 * Conductor thread, but for the look-up itself.
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
        /** A server was found, or elsewhere than before; of each family one address. */
        void onFound(Server server, List<Endpoint> endpoints);
    }

    /** The system's resolver. */
    interface Resolver {
        /** Runs a look-up, on a thread that may block. */
        void start(String host, Runnable lookUp);

        /** All addresses of a name. Blocks. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private static final class SystemResolver implements Resolver {
        @Override
        public void start(String host, Runnable lookUp) {
            NameLookups.start(host, lookUp);
        }

        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            return InetAddress.getAllByName(host);
        }
    }

    private final Executor conductor;
    private final Predicate<Endpoint> usable;
    private final Client client;
    private final List<Server> servers;
    private final Resolver resolver;
    private final Map<Server, List<Endpoint>> known = new HashMap<>();
    private int underWay;
    private boolean again;

    /**
     * Look-ups that have not begun.
     *
     * @param conductor runs something on the conductor's thread
     * @param usable tells an endpoint outside the overlay from one inside, to which packets would loop
     */
    StunNames(Executor conductor, List<Server> servers, Predicate<Endpoint> usable, Client client) {
        this(conductor, servers, usable, client, new SystemResolver());
    }

    StunNames(Executor conductor, List<Server> servers, Predicate<Endpoint> usable, Client client, Resolver resolver) {
        this.resolver = resolver;
        this.conductor = conductor;
        this.usable = usable;
        this.client = client;
        this.servers = List.copyOf(servers);
    }

    /** The user's own, and the public ones. */
    static List<Server> configuredAndPublic(List<HostPort> configured) {
        List<Server> servers = new ArrayList<>();
        configured.forEach(place -> servers.add(Server.of(place, ServerKind.CONFIGURED)));
        PublicStunServers.ALL.forEach(place -> servers.add(Server.of(place, ServerKind.PUBLIC)));
        return servers;
    }

    /**
     * Looks all up, also those that were found: another network's DNS may know better, and a captive portal's lies. Who is
     * not found any more is still where he was. While it is under way, this is done once more afterwards.
     */
    void resolve() {
        again = underWay > 0;
        if (!again) {
            underWay = servers.size();
            servers.forEach(this::lookUp);
        }
    }

    /** Whether look-ups are under way. */
    boolean isUnderWay() {
        return underWay > 0;
    }

    private void lookUp(Server server) {
        resolver.start(server.place().host(), () -> {
            List<IpAddress> addresses = new ArrayList<>();
            try {
                for (InetAddress address : resolver.addresses(server.place().host())) {
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
        if (!endpoints.isEmpty() && !endpoints.equals(known.put(server, endpoints))) {
            client.onFound(server, endpoints);
        }
        if (underWay == 0 && again) {
            resolve();
        }
    }
}
