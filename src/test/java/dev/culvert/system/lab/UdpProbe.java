package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A bare UDP socket of a host, to see what NATs make of it. One thread. */
final class UdpProbe implements AutoCloseable {
    private static final int MOST_BYTES = 100;

    private final DatagramChannel channel;

    /**
     * What came in.
     *
     * @param source as it is seen here
     */
    record Received(InetSocketAddress source, String text) {}

    private UdpProbe(DatagramChannel channel) {
        this.channel = channel;
    }

    /** A socket on an address of the host and a port that is free. */
    static UdpProbe on(Host host, String address) {
        return on(host, address, 0);
    }

    /** A socket on an address of the host, or on all with 0.0.0.0, and this port. */
    static UdpProbe on(Host host, String address, int port) {
        StandardProtocolFamily family =
                address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        return new UdpProbe(host.call(() -> DatagramChannel.open(family).bind(new InetSocketAddress(address, port))));
    }

    /** What it is bound to. */
    InetSocketAddress address() {
        try {
            return (InetSocketAddress) Objects.requireNonNull(channel.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text, InetSocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next datagram. */
    Received receive() {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
        try {
            InetSocketAddress source = (InetSocketAddress) Objects.requireNonNull(channel.receive(buffer));
            return new Received(source, new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the other socket sees a datagram come from that this one sends to it. */
    InetSocketAddress seenBy(UdpProbe other) {
        send("where am I?", other.address());
        return other.receive().source();
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
