package dev.culvert.common.loop;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.UdpPort;
import org.jspecify.annotations.Nullable;

/** Opens ports until there is no descriptor left. The program of a child JVM that has few. */
final class FewDescriptorsProbe {
    private static final int MOST = 1_000;

    private FewDescriptorsProbe() {}

    public static void main(String[] args) throws Exception {
        try (WorkerBench bench = new WorkerBench()) {
            openAndClose(bench);
            @Nullable UdpPort last = null;
            @Nullable UdpPort port = bench.ports.open();
            for (int i = 0; i < MOST && port != null; i++) {
                last = port;
                port = bench.ports.open();
            }
            if (last == null || port != null) {
                System.out.println("unexpected: " + last + ", " + port);
                return;
            }
            long refused = bench.counters.value(CounterId.PORTS_REFUSED);
            bench.ports.close(last);
            bench.until("a free descriptor", () -> bench.ports.open() != null);
            System.out.println("some opened, then none, " + refused + " refused; after closing one: opened");
        }
    }

    /** Loads every class, for which there are no descriptors later. */
    private static void openAndClose(WorkerBench bench) {
        UdpPort port = bench.ports.open();
        if (port != null) {
            WorkerBench.send(port, WorkerBench.local("127.0.0.1", bench.main.localPort()), (byte) 0);
            bench.until("its datagram", () -> !bench.taken.isEmpty());
            long before = Sockets.open();
            bench.ports.close(port);
            bench.until("its descriptor is closed", () -> Sockets.open() < before);
        }
    }
}
