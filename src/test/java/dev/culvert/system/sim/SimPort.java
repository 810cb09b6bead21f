package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One host's UDP port on a {@link SimNetwork}. */
public final class SimPort implements UdpPort {
    private final SimNetwork network;
    private Endpoint endpoint;
    private final BiConsumer<Endpoint, byte[]> receiver;

    /** Attaches a port; the receiver gets each datagram with its source. */
    public SimPort(SimNetwork network, Endpoint endpoint, BiConsumer<Endpoint, byte[]> receiver) {
        this.network = network;
        this.endpoint = endpoint;
        this.receiver = receiver;
        network.attach(this);
    }

    /** Where datagrams for it are sent to. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Takes it off the network: what is on its way is lost. */
    public void close() {
        network.detach(this);
    }

    /** A NAT before it shows it elsewhere from now on. */
    void moveTo(Endpoint elsewhere) {
        network.detach(this);
        endpoint = elsewhere;
        network.attach(this);
    }

    @Override
    public int localPort() {
        return endpoint.port();
    }

    @Override
    public SendResult send(
            Endpoint remote,
            @Nullable IpAddress local,
            byte[] bytes,
            int offset,
            int length,
            int segmentSize,
            int ttl) {
        int step = segmentSize == ONE_DATAGRAM ? length : segmentSize;
        for (int at = 0; at < length; at += step) {
            int end = Math.min(at + step, length);
            network.send(endpoint, remote, Arrays.copyOfRange(bytes, offset + at, offset + end));
        }
        return SendResult.SENT;
    }

    void receive(Endpoint source, byte[] datagram) {
        receiver.accept(source, datagram);
    }
}
