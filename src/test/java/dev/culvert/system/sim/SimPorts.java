package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ports of a program on a {@link SimHost}: what arrives at any of them goes to the same receiver. */
final class SimPorts implements UdpPorts {
    /** Gets what arrives, and at which port. */
    interface Receiver {
        void onDatagram(UdpPort port, Endpoint source, byte[] datagram);
    }

    private final SimHost host;
    private final Receiver receiver;
    private final Map<UdpPort, SimPort> open = new HashMap<>();

    SimPorts(SimHost host, Receiver receiver) {
        this.host = host;
        this.receiver = receiver;
    }

    /** Opens the port with this number. */
    SimPort open(int number) {
        Place place = new Place();
        return place.fill(host.open(number, place));
    }

    @Override
    public UdpPort open() {
        Place place = new Place();
        return place.fill(host.open(place));
    }

    @Override
    public UdpPort openForErrors(Consumer<IcmpError> handler) {
        Place place = new Place();
        SimPort port = place.fill(host.open(place));
        port.onTimeExceeded(report -> handler.accept(new IcmpError(
                report.router(),
                report.expired().destination(),
                IcmpError.Kind.TIME_EXCEEDED,
                report.expired().payload())));
        return port;
    }

    @Override
    public void close(UdpPort port) {
        SimPort closing = open.remove(port);
        if (closing != null) {
            closing.close();
        }
    }

    /** Closes all. */
    void close() {
        open.values().forEach(SimPort::close);
        open.clear();
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** What stands for a port before it is there: it is made with its receiver. */
    private final class Place implements SimReceiver {
        private @Nullable SimPort port;

        SimPort fill(SimPort made) {
            port = made;
            open.put(made, made);
            return made;
        }

        @Override
        public void onDatagram(Endpoint source, IpAddress local, byte[] datagram) {
            receiver.onDatagram(Objects.requireNonNull(port), source, datagram);
        }
    }
}
