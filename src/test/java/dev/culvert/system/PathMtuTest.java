package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux makes of a path that carries less than the device's MTU; the network is {@link NarrowTunnel}. */
final class PathMtuTest {
    private static final Pattern ROUTE_MTU = Pattern.compile(" mtu (?:lock )?(\\d+)");
    private static final int PORT = 5000;
    private static final int MIB = 1 << 20;
    private static final int TRANSFER_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @AutoClose
    private final NarrowTunnel tunnel = NarrowTunnel.open();

    /** The kernel takes our error into its cache: later datagrams are divided by it, and arrive. */
    @ParameterizedTest
    @CsvSource({"10.0.0.2, 1000", "fd00::2, 1280"})
    void udpSocket_learnsTheSize(String far, int limit) throws IOException {
        tunnel.narrow(limit);
        try (DatagramChannel server =
                        tunnel.b.host.call(() -> DatagramChannel.open().bind(at(far)));
                DatagramChannel client = tunnel.a.host.call(DatagramChannel::open)) {
            server.configureBlocking(false);
            client.send(ByteBuffer.allocate(1_300), at(far));
            awaitMtu(tunnel.a.host, far, limit);
            client.send(ByteBuffer.allocate(1_301), at(far));
            ByteBuffer received = ByteBuffer.allocate(2_000);
            Await.until("the second datagram arrives", PATIENCE, () -> receives(server, received));
            assertThat(received.position()).isEqualTo(1_301);
        }
        assertThat(tunnel.a.counters.value(CounterId.TOO_BIG_TOLD)).isEqualTo(1);
        assertThat(tunnel.vanished()).isZero();
    }

    @Test
    void udpSocketThatForbidsFragments_isRefusedByTheKernel() throws IOException {
        tunnel.narrow(1_000);
        try (DatagramChannel client = tunnel.a.host.call(() -> DatagramChannel.open(StandardProtocolFamily.INET))) {
            client.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            client.send(ByteBuffer.allocate(1_300), at("10.0.0.2"));
            awaitMtu(tunnel.a.host, "10.0.0.2", 1_000);
            assertThatThrownBy(() -> client.send(ByteBuffer.allocate(973), at("10.0.0.2")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too long");
            client.send(ByteBuffer.allocate(972), at("10.0.0.2"));
        }
    }

    /**
     * A connection that began on a wide path: its segment size is that of the device. Linux believes no IPv4 MTU below 552
     * (net.ipv4.route.min_pmtu), and clears DF instead.
     */
    @ParameterizedTest
    @CsvSource({"10.0.0.2, 1000, 1000", "10.0.0.2, 496, 552", "fd00::2, 1280, 1280"})
    void openTcpConnection_learnsTheSize_bothWays(String far, int limit, int learnt) throws IOException {
        String near = far.equals("10.0.0.2") ? "10.0.0.1" : "fd00::1";
        connected(far, (client, accepted) -> {
            assertThat(transfers(client, accepted)).isEqualTo(MIB);
            tunnel.narrow(limit);
            assertThat(transfers(client, accepted)).isEqualTo(MIB);
            assertThat(transfers(accepted, client)).isEqualTo(MIB);
        });
        awaitMtu(tunnel.a.host, far, learnt);
        awaitMtu(tunnel.b.host, near, learnt);
        assertThat(tunnel.vanished()).isZero();
    }

    /** A connection that begins on a narrow path needs no errors, where IPv6 has none to give either. */
    @ParameterizedTest
    @CsvSource({"10.0.0.2, 1000", "10.0.0.2, 496", "fd00::2, 1280", "fd00::2, 1000", "fd00::2, 496"})
    void newTcpConnection_sendsNothingTooLarge(String far, int limit) throws IOException {
        tunnel.narrow(limit);
        connected(far, (client, accepted) -> {
            assertThat(transfers(client, accepted)).isEqualTo(MIB);
            assertThat(transfers(accepted, client)).isEqualTo(MIB);
        });
        for (TunnelEnd end : List.of(tunnel.a, tunnel.b)) {
            assertThat(end.counters.value(CounterId.DROP_PACKET_TOO_BIG)).isZero();
            assertThat(end.counters.value(CounterId.DROP_BELOW_IPV6_LEAST)).isZero();
        }
        assertThat(tunnel.vanished()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 496})
    void pingThatMayBeDivided_isAnswered(int limit) {
        tunnel.narrow(limit);
        String out = tunnel.a
                .host
                .exec("ping", "-M", "dont", "-s", "1372", "-c", "3", "-i", "0.1", "10.0.0.2")
                .out();
        assertThat(out).contains("3 received");
        assertThat(tunnel.a.counters.value(CounterId.PACKETS_FRAGMENTED)).isEqualTo(3);
        assertThat(tunnel.b.counters.value(CounterId.PACKETS_FRAGMENTED)).isEqualTo(3);
        assertThat(tunnel.vanished()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2, mtu = 1000", "fd00::2, mtu=1280"})
    void pingThatMustNotBeDivided_isToldWhatPasses(String far, String words) {
        tunnel.narrow(1_000);
        String out = tunnel.a
                .host
                .attempt(PATIENCE, List.of("ping", "-M", "do", "-s", "1300", "-c", "1", "-W", "1", far))
                .out();
        assertThat(out.replaceAll("mtu: ", "mtu=")).contains("From " + far).contains(words);
    }

    private interface Conversation {
        void hold(SocketChannel client, SocketChannel accepted) throws IOException;
    }

    private void connected(String far, Conversation conversation) throws IOException {
        try (ServerSocketChannel server =
                        tunnel.b.host.call(() -> ServerSocketChannel.open().bind(at(far)));
                SocketChannel client = tunnel.a.host.call(SocketChannel::open)) {
            client.connect(at(far));
            try (SocketChannel accepted = server.accept()) {
                conversation.hold(client, accepted);
            }
        }
    }

    /** So many bytes arrived of a MiB. */
    private static int transfers(SocketChannel from, SocketChannel to) throws IOException {
        CompletableFuture<Integer> arrived = CompletableFuture.supplyAsync(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(MIB);
            try {
                while (buffer.hasRemaining() && to.read(buffer) >= 0) {
                    // until all is there
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return buffer.position();
        });
        ByteBuffer all = ByteBuffer.allocate(MIB);
        while (all.hasRemaining()) {
            from.write(all);
        }
        return arrived.orTimeout(TRANSFER_SECONDS, TimeUnit.SECONDS).join();
    }

    private static boolean receives(DatagramChannel channel, ByteBuffer into) {
        try {
            return channel.receive(into) != null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The kernel's own idea of the way to an address. */
    private static void awaitMtu(Host host, String address, int mtu) {
        Await.until("the kernel's MTU to " + address + " is " + mtu, PATIENCE, () -> {
            String out = host.exec("ip", "route", "get", address).out();
            Matcher matcher = ROUTE_MTU.matcher(out);
            return matcher.find() && matcher.group(1).equals(Integer.toString(mtu));
        });
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), PORT);
    }
}
