package dev.culvert.edge.testkit;

import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ports that keep what is sent by them; those open, in the order opened. */
public final class FakePorts implements UdpPorts {
    /** What is open now. */
    public final List<UdpPort> open = new ArrayList<>();

    @Override
    public UdpPort open() {
        FakePort port = new FakePort();
        open.add(port);
        return port;
    }

    @Override
    public UdpPort openForErrors(Consumer<IcmpError> handler) {
        return open();
    }

    @Override
    public void close(UdpPort port) {
        open.remove(port);
    }
}
