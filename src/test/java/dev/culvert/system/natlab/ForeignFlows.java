package dev.culvert.system.natlab;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Wan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.SplittableRandom;

/**
 * What other users of a NAT do to it: each datagram goes to another destination, at random times at a given mean rate
 * (a Poisson process), so that a NAT whose mapping depends on the destination gives away a port each time.
 */
final class ForeignFlows implements AutoCloseable {
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 60_000;

    private final DatagramChannel channel;
    private final double meanNs;
    private final SplittableRandom random;

    private ForeignFlows(DatagramChannel channel, double perSecond, long seed) {
        this.channel = channel;
        this.meanNs = 1e9 / perSecond;
        this.random = new SplittableRandom(seed);
    }

    /** Starts them on a host. */
    static ForeignFlows start(Host host, int perSecond, long seed) {
        DatagramChannel channel = host.call(() -> DatagramChannel.open(StandardProtocolFamily.INET));
        ForeignFlows flows = new ForeignFlows(channel, perSecond, seed);
        Thread.ofPlatform().daemon().name("foreign-flows-" + host).start(flows::run);
        return flows;
    }

    private void run() {
        long dueNs = System.nanoTime();
        try {
            for (int i = 0; channel.isOpen(); i++) {
                dueNs += Math.round(-Math.log(1 - random.nextDouble()) * meanNs);
                Await.instant(dueNs);
                channel.send(ByteBuffer.allocate(1), new InetSocketAddress(Wan.NOWHERE, FIRST_PORT + i % PORTS));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
