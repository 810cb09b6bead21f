package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A NAT: a router between the network inside, whose gateway it is, and the internet's core or what is behind another
 * NAT. It shows everything inside at one outer address. A firewall without translation is one whose outer address is that
 * of the only host inside.
 *
 * <pre>
 *  host ── link() ─ inside() ─ inner address  SimNat  outer address ─ access() ── core, or inside() of another
 * </pre>
 */
public final class SimNat {
    private final SimNetwork network;
    private final NatBehavior behavior;
    private final List<SimNat> beyond;
    private final SimSegment inside;
    private final SimLink lan;
    private final SimLink access;
    private final PortAllocator allocator;
    private final Conntrack conntrack;
    private Predicate<Endpoint> permitted = remote -> true;
    private long unsolicited;
    private long forbidden;
    private long exhausted;

    private SimNat(
            SimNetwork network,
            NatBehavior behavior,
            List<SimNat> beyond,
            SimSegment outside,
            IpAddress outer,
            IpAddress inner) {
        this.network = network;
        this.behavior = behavior;
        this.beyond = beyond;
        this.inside = new SimSegment(network, null);
        this.allocator = new PortAllocator(behavior.ports(), network.newRandom());
        this.conntrack = new Conntrack(behavior, allocator);
        this.lan = inside.attachGateway(inner, this::fromInside);
        this.access = outside.attach(outer, this::fromOutside);
    }

    /** A NAT in the core, with its addresses there and inside. */
    public static SimNat inCore(SimNetwork network, NatBehavior behavior, String outer, String inner) {
        return new SimNat(network, behavior, List.of(), network.core(), IpAddress.parse(outer), IpAddress.parse(inner));
    }

    /** A NAT behind another: its outer address is of the network inside that one. */
    public static SimNat behind(SimNat other, NatBehavior behavior, String outer, String inner) {
        return new SimNat(
                other.network, behavior, other.chain(), other.inside, IpAddress.parse(outer), IpAddress.parse(inner));
    }

    /** A host in the network inside. */
    public SimHost host(String address) {
        return new SimHost(network, this, IpAddress.parse(address));
    }

    /** This one and those beyond it, the outermost last. */
    public List<SimNat> chain() {
        List<SimNat> chain = new ArrayList<>();
        chain.add(this);
        chain.addAll(beyond);
        return List.copyOf(chain);
    }

    /** What it does. */
    public NatBehavior behavior() {
        return behavior;
    }

    /** The address that it shows. */
    public IpAddress outerAddress() {
        return access.address();
    }

    /** Its address inside, which its ICMP messages to hosts there come from. */
    public IpAddress innerAddress() {
        return lan.address();
    }

    /** Its link to the core or to the NAT beyond. */
    public SimLink access() {
        return access;
    }

    /** Connections that it remembers. */
    public int connections() {
        return conntrack.size(network.nowNs());
    }

    /** Datagrams from outside so far that were for nobody inside. */
    public long unsolicited() {
        return unsolicited;
    }

    /** Datagrams from inside so far that it may not let out. */
    public long forbidden() {
        return forbidden;
    }

    /** Datagrams from inside so far for which there was no port. */
    public long exhausted() {
        return exhausted;
    }

    /** Others use up so many ports a second from now on, at random times: they move a sequence on. */
    public SimNat foreignAllocations(double perSecond) {
        allocator.foreign(perSecond, network.nowNs());
        return this;
    }

    /** Each address inside has at most so many outer ports at once from now on. */
    public SimNat quota(int ports) {
        conntrack.quota(ports);
        return this;
    }

    /** From now on UDP goes out only to remotes that this holds for. */
    public SimNat permitOnly(Predicate<Endpoint> remotes) {
        permitted = remotes;
        return this;
    }

    /** Forwards an outer port to an inner endpoint, as set up by hand or by a port mapping protocol. */
    public SimNat forward(int outerPort, Endpoint inner) {
        conntrack.forward(outerPort, inner);
        return this;
    }

    /** It forgets all connections, as after a power cut. */
    public void reboot() {
        conntrack.clear();
    }

    SimSegment inside() {
        return inside;
    }

    void renumber(IpAddress elsewhere) {
        access.renumber(elsewhere);
        conntrack.clear(); // as Linux's masquerade does when an address goes
    }

    private void fromInside(SimPacket packet) {
        if (packet.to().equals(lan.address())) {
            return; // nobody listens here
        }
        switch (packet) {
            case SimDatagram datagram
            when datagram.ttl() <= 1 -> inside.deliver(new TimeExceeded(lan.address(), datagram));
            case SimDatagram datagram -> outbound(datagram.after(1));
            case TimeExceeded report -> reportOut(report.expired());
        }
    }

    private void outbound(SimDatagram datagram) {
        boolean turnsBack = datagram.to().equals(access.address());
        if (!permitted.test(datagram.destination())) {
            forbidden++;
            return;
        }
        if (turnsBack && !behavior.hairpin()) {
            unsolicited++;
            return;
        }
        int port = conntrack.outbound(datagram.source(), datagram.destination(), network.nowNs());
        if (port == PortAllocator.NONE) {
            exhausted++;
            return;
        }
        SimDatagram translated = datagram.withSource(new Endpoint(access.address(), port));
        if (turnsBack) {
            SimDatagram inwards = inbound(translated);
            if (inwards != null) {
                inside.deliver(inwards);
            }
        } else {
            access.send(translated);
        }
    }

    private void fromOutside(SimPacket packet) {
        switch (packet) {
            case SimDatagram datagram -> {
                SimDatagram inwards = inbound(datagram);
                if (inwards != null && inwards.ttl() <= 1) {
                    access.send(new TimeExceeded(access.address(), datagram));
                } else if (inwards != null) {
                    inside.deliver(inwards.after(1));
                }
            }
            case TimeExceeded report -> reportIn(report);
        }
    }

    private @Nullable SimDatagram inbound(SimDatagram datagram) {
        Endpoint inner = conntrack.inbound(datagram.destination().port(), datagram.source(), network.nowNs());
        if (inner == null) {
            unsolicited++;
            return null;
        }
        return datagram.withDestination(inner);
    }

    /** A datagram from inside died beyond: whoever sent it is told. */
    private void reportIn(TimeExceeded report) {
        SimDatagram expired = report.expired();
        Endpoint inner = conntrack.senderOf(expired.source().port(), expired.destination(), network.nowNs());
        if (inner != null) {
            inside.deliver(new TimeExceeded(report.router(), expired.withSource(inner)));
        }
    }

    /** A datagram from outside died at a router inside, which is shown at the outer address like everything there. */
    private void reportOut(SimDatagram expired) {
        int port = conntrack.portOf(expired.destination(), expired.source(), network.nowNs());
        if (port != PortAllocator.NONE) {
            Endpoint shown = new Endpoint(access.address(), port);
            access.send(new TimeExceeded(shown.address(), expired.withDestination(shown)));
        }
    }
}
