package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.wire.CulvertLayout;
import org.jspecify.annotations.Nullable;

/**
 * A way that packets travel to a peer: direct to its endpoint, or by a supernode's relay. Immutable.
 *
 * @param port what it sends from
 * @param remote the far end of the datagrams: the peer, or the supernode that relays
 * @param local the near address to send from, as packets arrived at it; null for the system's choice
 * @param relay what precedes each message on its way to the supernode; null on a direct path
 */
public record Path(
        UdpPort port,
        Endpoint remote,
        @Nullable IpAddress local,
        @Nullable RelayLeg relay) {
    /** Bytes that a sender leaves free before a message, where a relayed path puts its header. */
    public static final int HEADROOM = CulvertLayout.RELAY_HEADER_BYTES;

    /** A direct path. */
    public static Path direct(UdpPort port, Endpoint remote, @Nullable IpAddress local) {
        return new Path(port, remote, local, null);
    }

    /** Whether it leads over a supernode. */
    public boolean isRelayed() {
        return relay != null;
    }

    /** The same way, from whichever local address the system chooses. */
    public Path fromAnyAddress() {
        return new Path(port, remote, null, relay);
    }

    /** Whether packets travel the same way, whichever of our addresses they leave from. */
    public boolean isSameWay(Path other) {
        RelayLeg leg = other.relay;
        return remote.equals(other.remote)
                && port.equals(other.port)
                && (relay == null ? leg == null : leg != null && relay.id() == leg.id());
    }

    /** Sends one message. Up to {@link #HEADROOM} bytes before it are overwritten; where there are fewer, it is copied. */
    public SendResult send(byte[] bytes, int offset, int length) {
        RelayLeg leg = relay;
        if (leg == null) {
            return port.send(remote, local, bytes, offset, length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
        }
        byte[] datagram = bytes;
        int at = offset - HEADROOM;
        if (at < 0) {
            datagram = new byte[HEADROOM + length];
            System.arraycopy(bytes, offset, datagram, HEADROOM, length);
            at = 0;
        }
        CulvertLayout.writeRelayHeader(datagram, at, leg.id(), leg.token());
        return port.send(remote, local, datagram, at, HEADROOM + length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
    }
}
