package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.system.lab.Fates;
import dev.culvert.system.lab.Impairment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What joins a host or a NAT to a network: its access link. It impairs nothing and takes packets of any size until told
 * otherwise.
 */
public final class SimLink {
    private final SimNetwork network;
    private final SimSegment segment;
    private final Consumer<SimPacket> end;
    private final Way up = new Way();
    private final Way down = new Way();
    private IpAddress address;
    private int mtu = Integer.MAX_VALUE;
    private boolean tellsSender;
    private long tooBig;

    SimLink(SimNetwork network, SimSegment segment, IpAddress address, Consumer<SimPacket> end) {
        this.network = network;
        this.segment = segment;
        this.address = address;
        this.end = end;
    }

    /** The address at its end, as the network beyond it sees it. */
    public IpAddress address() {
        return address;
    }

    /** Treats packets both ways so, from now on. */
    public SimLink impair(Impairment eachWay) {
        return impair(eachWay, eachWay);
    }

    /** Treats packets to the network, and from it, so from now on. */
    public SimLink impair(Impairment upwards, Impairment downwards) {
        up.set(upwards);
        down.set(downwards);
        return this;
    }

    /**
     * Larger packets vanish both ways from now on, without a word.
     *
     * @param bytes of the whole IP packet
     */
    public SimLink mtu(int bytes) {
        mtu = bytes;
        tellsSender = false;
        return this;
    }

    /** Like {@link #mtu}; but a host at this end is told TOO_BIG when it sends a larger one. */
    public SimLink interfaceMtu(int bytes) {
        mtu = bytes;
        tellsSender = true;
        return this;
    }

    /** Packets so far that vanished because they were too large. */
    public long tooBig() {
        return tooBig;
    }

    boolean refuses(int bytes) {
        return tellsSender && bytes > mtu;
    }

    SimSegment segment() {
        return segment;
    }

    /** Gives the end another address; what is on its way to the old one is lost. */
    void renumber(IpAddress elsewhere) {
        segment.remove(this);
        address = elsewhere;
        segment.add(this);
    }

    void send(SimPacket packet) {
        up.pass(packet, segment::carry);
    }

    void deliver(SimPacket packet) {
        down.pass(packet, end);
    }

    /** One direction. */
    private final class Way {
        private Impairment impairment = Impairment.NONE;
        private @Nullable Fates fates; // once there is an impairment, so that nothing overtakes what it delays

        void set(Impairment newImpairment) {
            impairment = newImpairment;
            if (fates == null && !impairment.equals(Impairment.NONE)) {
                fates = new Fates(network.newSeed());
            }
        }

        void pass(SimPacket packet, Consumer<SimPacket> onward) {
            if (packet.bytes() > mtu) {
                tooBig++;
                return;
            }
            if (fates == null) {
                onward.accept(packet);
                return;
            }
            for (long dueNs : fates.of(impairment, network.nowNs(), packet.bytes())) {
                network.when(dueNs, () -> onward.accept(packet));
            }
        }
    }
}
