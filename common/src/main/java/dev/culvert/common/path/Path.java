package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A way that packets travel to a peer. Immutable.
 *
 * @param port what it sends from
 * @param remote the far end
 * @param local the near address to send from, as packets arrived at it; null for the system's choice
 */
public record Path(UdpPort port, Endpoint remote, @Nullable IpAddress local) {

    /** Sends one datagram. */
    public SendResult send(byte[] bytes, int offset, int length) {
        return port.send(remote, local, bytes, offset, length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
    }
}
