package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/**
 * Sockets of two hosts: one asks, and the other answers. Closing both ends what waits for them.
 *
 * @param to where questions go
 */
public record EchoChannels(DatagramChannel asking, DatagramChannel answering, SocketAddress to)
        implements AutoCloseable {
    /** At these addresses of the hosts, which must be there, and the same port. */
    public static EchoChannels open(Host from, String fromAddress, Host to, String toAddress, int port) {
        InetSocketAddress answeringAt = new InetSocketAddress(toAddress, port);
        DatagramChannel answering = bound(to, answeringAt);
        return new EchoChannels(bound(from, new InetSocketAddress(fromAddress, port)), answering, answeringAt);
    }

    private static DatagramChannel bound(Host host, InetSocketAddress address) {
        return host.call(() -> DatagramChannel.open(StandardProtocolFamily.INET).bind(address));
    }

    @Override
    public void close() {
        try (asking;
                answering) {
            // Closing is all.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
