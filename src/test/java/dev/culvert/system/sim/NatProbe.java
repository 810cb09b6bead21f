package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out what the NATs before a host do, with the tests of RFC 5780 and nothing of the product: four bare ports in the
 * core, two at each of two addresses, that note whom they hear. Nothing on the way may lose datagrams.
 */
final class NatProbe {
    private static final int PORT = 3_478;
    private static final int OTHER_PORT = 3_479;
    private static final Duration LONG = Duration.ofSeconds(1);
    private static final byte[] PROBE = {'?'};

    private final SimNetwork network;
    private final Listener server;
    private final Listener samePort;
    private final Listener sameAddress;
    private final Listener other;

    /** Sets the ports up at 203.0.113.1 and 203.0.113.2. */
    NatProbe(SimNetwork network) {
        this.network = network;
        SimHost one = new SimHost(network, "203.0.113.1");
        SimHost two = new SimHost(network, "203.0.113.2");
        this.server = new Listener(one, PORT);
        this.sameAddress = new Listener(one, OTHER_PORT);
        this.samePort = new Listener(two, PORT);
        this.other = new Listener(two, OTHER_PORT);
    }

    /** RFC 5780 section 4.3, from a port of its own. */
    Mapping mapping(SimHost host) {
        Listener client = new Listener(host);
        Endpoint first = mapped(client.port);
        Endpoint second = seenBy(samePort, client.port);
        Endpoint third = seenBy(other, client.port);
        client.port.close();
        if (first.equals(client.port.endpoint())) {
            return Mapping.NONE;
        }
        if (first.equals(second)) {
            return Mapping.ENDPOINT_INDEPENDENT;
        }
        return second.equals(third) ? Mapping.ADDRESS_DEPENDENT : Mapping.ADDRESS_AND_PORT_DEPENDENT;
    }

    /** RFC 5780 section 4.4, from a port of its own. */
    Filtering filtering(SimHost host) {
        Listener client = new Listener(host);
        Endpoint mapped = mapped(client.port);
        boolean fromAnywhere = reaches(other, mapped, client);
        boolean fromTheAddress = reaches(sameAddress, mapped, client);
        client.port.close();
        if (fromAnywhere) {
            return Filtering.ENDPOINT_INDEPENDENT;
        }
        return fromTheAddress ? Filtering.ADDRESS_DEPENDENT : Filtering.ADDRESS_AND_PORT_DEPENDENT;
    }

    /** Where a port is seen by a server. */
    Endpoint mapped(SimPort port) {
        return seenBy(server, port);
    }

    private Endpoint seenBy(Listener listener, SimPort port) {
        int before = listener.sources.size();
        port.send(listener.port.endpoint(), PROBE, UdpPort.DEFAULT_TTL);
        network.runUntil(() -> listener.sources.size() > before, LONG);
        return listener.sources.getLast();
    }

    private boolean reaches(Listener from, Endpoint mapped, Listener client) {
        int before = client.sources.size();
        from.port.send(mapped, PROBE, UdpPort.DEFAULT_TTL);
        network.run(LONG);
        return client.sources.size() > before;
    }

    /** A port that notes whom it hears. */
    static final class Listener {
        final List<Endpoint> sources = new ArrayList<>();
        final SimPort port;

        Listener(SimHost host) {
            port = host.open((source, local, datagram) -> sources.add(source));
        }

        Listener(SimHost host, int number) {
            port = host.open(number, (source, local, datagram) -> sources.add(source));
        }
    }
}
