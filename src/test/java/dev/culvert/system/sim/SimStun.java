package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.stun.StunResponder;

/** A STUN server with one address and one port. */
final class SimStun {
    static final int PORT = 3_478;

    private final StunResponder responder = new StunResponder(null, false);
    private final SimPort port;

    /** Answers on the host. */
    SimStun(SimHost host) {
        port = host.open(PORT, this::onDatagram);
    }

    Endpoint endpoint() {
        return port.endpoint();
    }

    private void onDatagram(Endpoint source, IpAddress local, byte[] datagram) {
        StunResponder.Answer answer = responder.respond(datagram, 0, datagram.length, source);
        if (answer != null) {
            port.send(source, answer.message(), UdpPort.DEFAULT_TTL);
        }
    }
}
