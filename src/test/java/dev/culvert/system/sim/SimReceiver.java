package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;

/** What becomes of the datagrams that reach a port. It may send, open and close ports at once. */
@FunctionalInterface
public interface SimReceiver {
    /** A datagram has arrived at this address of the host's. The bytes are the receiver's. */
    void onDatagram(Endpoint source, IpAddress local, byte[] datagram);
}
