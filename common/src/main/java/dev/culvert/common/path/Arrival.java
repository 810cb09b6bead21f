package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram came from and at which address it arrived: filled anew for each, so that receiving allocates nothing.
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
    }

    /** Notes the address of ours that it was sent to; zeros if unknown. */
    public void at(long high, long low) {
        localHigh = high;
        localLow = low;
    }

    /** Whether a reply to it would take this path. */
    public boolean isFrom(Path path) {
        Endpoint remote = path.remote();
        IpAddress local = path.local();
        return remote.port() == remotePort
                && remote.address().low() == remoteLow
                && remote.address().high() == remoteHigh
                && remote.scopeId() == scopeId
                && (local == null ? (localHigh | localLow) == 0 : local.low() == localLow && local.high() == localHigh)
                && path.port().equals(port);
    }

    /** The path back to the sender; only for port numbers above 0. */
    public Path path() {
        Endpoint remote = new Endpoint(new IpAddress(remoteHigh, remoteLow), remotePort, scopeId);
        @Nullable IpAddress local = (localHigh | localLow) == 0 ? null : new IpAddress(localHigh, localLow);
        return new Path(port, remote, local);
    }

    /** Whether it can be answered: a source port of 0 is legal in UDP, but nobody is there. */
    public boolean isAnswerable() {
        return remotePort != 0;
    }
}
