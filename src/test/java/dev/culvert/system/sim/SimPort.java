package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One UDP port of a {@link SimHost}. */
public final class SimPort implements UdpPort {
    /** Linux's net.ipv4.ip_default_ttl. */
    private static final int USUAL_TTL = 64;

    private final SimHost host;
    private final int number;
    private final SimReceiver receiver;
    private Consumer<TimeExceeded> reports = report -> {};

    /** A port at an address of the core that needs no host; the receiver gets each datagram with its source. */
    public SimPort(SimNetwork network, Endpoint endpoint, BiConsumer<Endpoint, byte[]> receiver) {
        this(
                network.passing(endpoint.address()),
                endpoint.port(),
                (source, local, datagram) -> receiver.accept(source, datagram));
        host.add(this);
    }

    SimPort(SimHost host, int number, SimReceiver receiver) {
        this.host = host;
        this.number = number;
        this.receiver = receiver;
    }

    /** Where datagrams for it are sent to, in the network that its host is in. */
    public Endpoint endpoint() {
        return new Endpoint(host.address(), number);
    }

    /** The host that has opened it. */
    public SimHost host() {
        return host;
    }

    /** Closes it: what is on its way is lost, and so is what is sent from now on. */
    public void close() {
        host.close(this);
    }

    /** Is told of each datagram from here whose TTL ran out at a router that says so. */
    public void onTimeExceeded(Consumer<TimeExceeded> listener) {
        reports = listener;
    }

    @Override
    public int localPort() {
        return number;
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
            byte[] payload = Arrays.copyOfRange(bytes, offset + at, offset + end);
            SendResult result = host.send(this, remote, local, ttl == DEFAULT_TTL ? USUAL_TTL : ttl, payload);
            if (result != SendResult.SENT) {
                return result; // none has gone: the first is as long as any
            }
        }
        return SendResult.SENT;
    }

    /** Sends one datagram with a TTL, or the system's with {@link #DEFAULT_TTL}. */
    public SendResult send(Endpoint remote, byte[] datagram, int ttl) {
        return send(remote, null, datagram, 0, datagram.length, ONE_DATAGRAM, ttl);
    }

    void receive(SimDatagram datagram) {
        receiver.onDatagram(datagram.source(), datagram.to(), datagram.payload().clone());
    }

    void receive(TimeExceeded report) {
        reports.accept(report);
    }
}
