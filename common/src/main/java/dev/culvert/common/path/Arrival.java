package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where what was received came from and at which address it arrived: filled anew for each, so that receiving allocates nothing.
 * Belongs to one thread; valid until its next receive.
 */
public final class Arrival {
    private final UdpPort port;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;
    private int scopeId;
    private long localHigh;
    private long localLow;
    private int relayId;
    private long relayToken;
    private int segmentSize;

    /** Arrivals at this port. */
    public Arrival(UdpPort port) {
        this.port = port;
    }

    /** Notes the sender; addresses in {@link IpAddress} form. */
    public void from(long high, long low, int sourcePort, int scope) {
        remoteHigh = high;
        remoteLow = low;
        remotePort = sourcePort;
        scopeId = scope;
        relayId = RelayLeg.NONE;
        relayToken = 0;
    }

    /** Notes the size of each datagram where several came behind each other, the last possibly shorter; else that of the one. */
    public void ofSize(int bytes) {
        segmentSize = bytes;
    }

    /** What {@link #ofSize} noted. */
    public int segmentSize() {
        return segmentSize;
    }

    /**
     * What follows came over a relay, and is answered under this id and token; until the next datagram, or
     * {@link #direct}.
     */
    public void over(int answerId, long token) {
        relayId = answerId;
        relayToken = token;
    }

    /** Whether what follows came over a relay. */
    public boolean isRelayed() {
        return relayId != RelayLeg.NONE;
    }

    /** What follows came without a relay. */
    public void direct() {
        over(RelayLeg.NONE, 0);
    }

    /** Notes the address of ours that it was sent to; zeros if unknown. */
    public void at(long high, long low) {
        localHigh = high;
        localLow = low;
    }

    /** Whether a reply to it would take this path. */
    public boolean isFrom(Path path) {
        IpAddress local = path.local();
        return isBy(path)
                && (local == null ? (localHigh | localLow) == 0 : local.low() == localLow && local.high() == localHigh);
    }

    /** Whether it came by this path, whichever of our addresses it was sent to. */
    public boolean isBy(Path path) {
        RelayLeg leg = path.relay();
        return isFrom(path.remote())
                && relayId == (leg == null ? RelayLeg.NONE : leg.id())
                && path.port().equals(port);
    }

    /** Whether the datagram was sent from this endpoint, relayed or not. */
    public boolean isFrom(Endpoint sender) {
        return sender.port() == remotePort
                && sender.address().low() == remoteLow
                && sender.address().high() == remoteHigh
                && sender.scopeId() == scopeId;
    }

    /** The endpoint of the sender; only for port numbers above 0. */
    public Endpoint remote() {
        return new Endpoint(new IpAddress(remoteHigh, remoteLow), remotePort, scopeId);
    }

    /** The path back to the sender; only for port numbers above 0. */
    public Path path() {
        @Nullable IpAddress local = (localHigh | localLow) == 0 ? null : new IpAddress(localHigh, localLow);
        @Nullable RelayLeg relay = relayId == RelayLeg.NONE ? null : new RelayLeg(relayId, relayToken);
        return new Path(port, remote(), local, relay);
    }

    /** Whether it can be answered: a source port of 0 is legal in UDP, but nobody is there. */
    public boolean isAnswerable() {
        return remotePort != 0;
    }
}
