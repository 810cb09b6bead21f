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

    /** Bytes that precede each message on this path. */
    public int headerBytes() {
        return relay == null ? 0 : HEADROOM;
    }

    /** Writes what precedes the message at {@code offset} on this path, into the {@link #headerBytes} before it. */
    public void writeHeader(byte[] bytes, int offset) {
        RelayLeg leg = relay;
        if (leg != null) {
            CulvertLayout.writeRelayHeader(bytes, offset - HEADROOM, leg.id(), leg.token());
        }
    }

    /** Sends one message. Up to {@link #HEADROOM} bytes before it are overwritten; where there are fewer, it is copied. */
    public SendResult send(byte[] bytes, int offset, int length) {
        if (offset < headerBytes()) {
            byte[] copy = new byte[HEADROOM + length];
            System.arraycopy(bytes, offset, copy, HEADROOM, length);
            return send(copy, HEADROOM, length);
        }
        writeHeader(bytes, offset);
        return sendDatagrams(bytes, offset - headerBytes(), headerBytes() + length, UdpPort.ONE_DATAGRAM);
    }

    /**
     * Sends messages that lie behind each other, each behind its header already, as {@link UdpPort#send} does.
     *
     * @param offset of the first header, or of the first message where there are none
     * @param length of all together, headers included
     * @param size of a message with its header; the last may be shorter
     */
    public SendResult sendDatagrams(byte[] bytes, int offset, int length, int size) {
        return port.send(remote, local, bytes, offset, length, size, UdpPort.DEFAULT_TTL);
    }
}
