package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network of links: the internet's core with its routers and impairments, or what is behind a NAT, which has neither.
 * Packets to addresses that it does not have go to its gateway, or vanish.
 */
final class SimSegment {
    private static final IpAddress FIRST_ROUTER = IpAddress.parse("198.19.255.1");
    private static final IpAddress FIRST_ROUTER_IPV6 = IpAddress.parse("2001:db8:ffff::1");

    private final SimNetwork network;
    private final @Nullable PairImpairments impairments;
    private final Map<IpAddress, SimLink> links = new HashMap<>();
    private @Nullable SimLink gateway;
    private int routers;
    private boolean reporting = true;

    SimSegment(SimNetwork network, @Nullable PairImpairments impairments) {
        this.network = network;
        this.impairments = impairments;
    }

    /** Every packet passes so many routers from now on, which report deaths or do not. */
    void routers(int number, boolean report) {
        routers = number;
        reporting = report;
    }

    SimLink attach(IpAddress address, Consumer<SimPacket> end) {
        SimLink link = new SimLink(network, this, address, end);
        add(link);
        return link;
    }

    /** Attaches the router that all other networks are behind. */
    SimLink attachGateway(IpAddress address, Consumer<SimPacket> router) {
        SimLink link = attach(address, router);
        gateway = link;
        return link;
    }

    void add(SimLink link) {
        if (links.putIfAbsent(link.address(), link) != null) {
            throw new IllegalArgumentException(link.address() + " is taken");
        }
    }

    void remove(SimLink link) {
        links.remove(link.address(), link);
    }

    /** Whether somebody on it has this address. */
    boolean has(IpAddress address) {
        return links.containsKey(address);
    }

    /** Takes a packet from one of its links. */
    void carry(SimPacket packet) {
        switch (packet) {
            case SimDatagram datagram when datagram.ttl() <= routers -> expire(datagram);
            case SimDatagram datagram -> impair(datagram.after(routers));
            case TimeExceeded report -> impair(report);
        }
    }

    /** Hands a packet to whoever has the address, unless nobody has it. */
    void deliver(SimPacket packet) {
        SimLink link = links.get(packet.to());
        if (link != null) {
            link.deliver(packet);
        }
    }

    private void expire(SimDatagram datagram) {
        if (reporting) {
            IpAddress first = datagram.from().isIpv4() ? FIRST_ROUTER : FIRST_ROUTER_IPV6;
            deliver(new TimeExceeded(new IpAddress(first.high(), first.low() + datagram.ttl() - 1), datagram));
        }
    }

    private void impair(SimPacket packet) {
        if (impairments == null) {
            arrive(packet);
            return;
        }
        for (long dueNs : impairments.of(packet, network.nowNs())) {
            network.when(dueNs, () -> arrive(packet));
        }
    }

    private void arrive(SimPacket packet) {
        SimLink link = links.getOrDefault(packet.to(), gateway);
        if (link != null) {
            link.deliver(packet);
        }
    }
}
