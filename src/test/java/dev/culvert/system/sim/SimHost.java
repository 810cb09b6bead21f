package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A host on a {@link SimNetwork}: one or more addresses, in the internet's core or behind a NAT, and as many UDP ports as
 * it likes. Ports are open at all of its addresses, like a socket that is bound to none.
 */
public final class SimHost {
    /** Linux's net.ipv4.ip_local_port_range. */
    private static final int FIRST_EPHEMERAL = 32_768;

    private static final int LAST_EPHEMERAL = 60_999;

    private final SimNetwork network;
    private final List<SimNat> nats;
    private final List<SimLink> links = new ArrayList<>();
    private final Map<Integer, SimPort> ports = new HashMap<>();
    private final @Nullable Runnable onEmpty;
    private @Nullable RandomGenerator random;
    private Consumer<SimDatagram> watcher = datagram -> {};
    private long sent;

    /** A host in the core, at these addresses. */
    public SimHost(SimNetwork network, String... addresses) {
        this.network = network;
        this.nats = List.of();
        this.onEmpty = null;
        for (String address : addresses) {
            attach(network.core(), IpAddress.parse(address));
        }
    }

    /** A host in the core that is gone when its last port is closed. */
    SimHost(SimNetwork network, IpAddress address, Runnable onEmpty) {
        this.network = network;
        this.nats = List.of();
        this.onEmpty = onEmpty;
        attach(network.core(), address);
    }

    /** A host behind a NAT. */
    SimHost(SimNetwork network, SimNat nat, IpAddress address) {
        this.network = network;
        this.nats = nat.chain();
        this.onEmpty = null;
        attach(nat.inside(), address);
    }

    private SimLink attach(SimSegment segment, IpAddress address) {
        SimLink link = segment.attach(address, this::arrive);
        links.add(link);
        return link;
    }

    /** One more address, behind another NAT or firewall: of the other family, say. */
    public SimLink alsoBehind(SimNat nat, String address) {
        return attach(nat.inside(), IpAddress.parse(address));
    }

    /** The network that it is on. */
    public SimNetwork network() {
        return network;
    }

    /** Its own addresses, not those that its NATs show. */
    public List<IpAddress> addresses() {
        return links.stream().map(SimLink::address).toList();
    }

    /** The first of its own addresses. */
    public IpAddress address() {
        return links.getFirst().address();
    }

    /** Where the internet sees it by its first address: the outermost NAT's address, or its own. */
    public IpAddress outerAddress() {
        return access().address();
    }

    /** The NATs before its first address, the nearest first. */
    public List<SimNat> nats() {
        return nats;
    }

    /** The link to the core that all of its IPv4 traffic passes: its own, or its outermost NAT's. */
    public SimLink access() {
        return nats.isEmpty() ? links.getFirst() : nats.getLast().access();
    }

    /** The link of its first address: its own network interface. */
    public SimLink link() {
        return links.getFirst();
    }

    /**
     * From now on it is seen elsewhere: its outermost NAT got another address and forgot what it knew, or it has another
     * address itself.
     */
    public void moveTo(String outer) {
        IpAddress elsewhere = IpAddress.parse(outer);
        if (nats.isEmpty()) {
            links.getFirst().renumber(elsewhere);
        } else {
            nats.getLast().renumber(elsewhere);
        }
    }

    /** Opens a port with an ephemeral number, a free one at random. */
    public SimPort open(SimReceiver receiver) {
        if (random == null) {
            random = network.newRandom();
        }
        int number;
        do {
            number = random.nextInt(FIRST_EPHEMERAL, LAST_EPHEMERAL + 1);
        } while (ports.containsKey(number));
        return open(number, receiver);
    }

    /**
     * Opens a port.
     *
     * @throws IllegalArgumentException if it is open already
     */
    public SimPort open(int number, SimReceiver receiver) {
        SimPort port = new SimPort(this, number, receiver);
        add(port);
        return port;
    }

    /** Ports that are open. */
    public int ports() {
        return ports.size();
    }

    /** Datagrams sent so far, from all ports. */
    public long sent() {
        return sent;
    }

    /** Is shown each datagram that it sends from now on, as it leaves the host. */
    void watch(Consumer<SimDatagram> newWatcher) {
        watcher = newWatcher;
    }

    void add(SimPort port) {
        if (ports.putIfAbsent(port.localPort(), port) != null) {
            throw new IllegalArgumentException(port.endpoint() + " is taken");
        }
    }

    void close(SimPort port) {
        ports.remove(port.localPort(), port);
        if (onEmpty != null && ports.isEmpty()) {
            links.forEach(link -> link.segment().remove(link));
            onEmpty.run();
        }
    }

    /** The link that packets leave by: one with the remote on it, else the first; null if it has no such address. */
    private @Nullable SimLink linkTo(Endpoint remote, @Nullable IpAddress local) {
        List<SimLink> possible = links.stream()
                .filter(link -> link.address().isIpv4() == remote.address().isIpv4()
                        && (local == null || local.equals(link.address())))
                .toList();
        return possible.stream()
                .filter(link -> link.segment().has(remote.address()))
                .findFirst()
                .orElse(possible.isEmpty() ? null : possible.getFirst());
    }

    SendResult send(SimPort from, Endpoint remote, @Nullable IpAddress local, int ttl, byte[] payload) {
        SimLink link = linkTo(remote, local);
        if (link == null || !from.equals(ports.get(from.localPort()))) {
            return SendResult.FAILED;
        }
        SimDatagram datagram = new SimDatagram(new Endpoint(link.address(), from.localPort()), remote, ttl, payload);
        if (link.refuses(datagram.bytes())) {
            return SendResult.TOO_BIG;
        }
        sent++;
        watcher.accept(datagram);
        network.send(link, datagram);
        return SendResult.SENT;
    }

    private void arrive(SimPacket packet) {
        network.receive(() -> {
            switch (packet) {
                case SimDatagram datagram -> {
                    SimPort port = ports.get(datagram.destination().port());
                    if (port != null) {
                        network.countDelivered();
                        port.receive(datagram);
                    }
                }
                case TimeExceeded report -> {
                    SimPort port = ports.get(report.expired().source().port());
                    if (port != null) {
                        port.receive(report);
                    }
                }
            }
        });
    }
}
