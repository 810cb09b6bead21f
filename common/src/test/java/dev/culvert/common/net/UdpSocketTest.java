package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(InFreshNamespace.class)
@Tag("late") // some 13 minutes after them Linux 6.18 stops answering pings on one CPU: see scripts/test
class UdpSocketTest {
    private static final byte[] HELLO = {1, 2, 3};

    private final List<UdpSocket> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(UdpSocket::close);
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1", "10, ::1", "2, 127.0.0.1"})
    void datagram_arrivesWithBothAddresses_andItsPathLeadsBack(int family, String loopback) throws IOException {
        UdpSocket client = open(family);
        UdpSocket server = open(family);
        assertThat(send(client, to(loopback, server), null, HELLO)).isEqualTo(SendResult.SENT);

        Received received = Received.from(server);
        assertThat(received.payload()).isEqualTo(HELLO);
        Path back = received.arrival().path();
        assertThat(back.remote()).isEqualTo(to(loopback, client));
        assertThat(back.local()).isEqualTo(IpAddress.parse(loopback));
        assertThat(back.port()).isSameAs(server);
        assertThat(received.arrival().isFrom(back)).isTrue();

        assertThat(back.send(new byte[] {9, 8, 7, 6}, 1, 2)).isEqualTo(SendResult.SENT);
        Received answer = Received.from(client);
        assertThat(answer.payload()).containsExactly(8, 7);
        assertThat(answer.arrival().isFrom(back)).as("the other way round").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10.9.0.9, 10.9.0.1, 10.9.0.2",
        "10, fd00:9::9, fd00:9::1, fd00:9::2",
        "2, 10.9.0.9, 10.9.0.1, 10.9.0.2"
    })
    void source_isTheOneAskedFor(int family, String target, String one, String other) throws IOException {
        for (String address : new String[] {target, one, other}) {
            addToLoopback(address);
        }
        UdpSocket client = open(family);
        UdpSocket server = open(family);
        for (String source : new String[] {one, other, one}) {
            send(client, to(target, server), IpAddress.parse(source), HELLO);
            Path back = Received.from(server).arrival().path();
            assertThat(back.remote()).isEqualTo(to(source, client));
            assertThat(back.local()).isEqualTo(IpAddress.parse(target));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10.9.0.9, 10.9.0.1", "10, fd00:9::9, fd00:9::1", "2, 10.9.0.9, 10.9.0.1"})
    void source_thatHasLeftTheHost_isReplacedByTheSystemsChoice(int family, String target, String gone)
            throws IOException {
        addToLoopback(target);
        addToLoopback(gone);
        UdpSocket client = open(family);
        UdpSocket server = open(family);
        InFreshNamespace.ip("addr del " + gone + (gone.contains(":") ? "/128" : "/32") + " dev lo");
        assertThat(send(client, to(target, server), IpAddress.parse(gone), HELLO))
                .isEqualTo(SendResult.SENT);
        assertThat(Received.from(server).arrival().path().remote().address()).isNotEqualTo(IpAddress.parse(gone));
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1", "10, ::1", "2, 127.0.0.1"})
    void hopLimit_isTheOneAskedFor_forThatDatagramOnly(int family, String loopback) throws IOException {
        UdpSocket client = open(family);
        try (HopLimitSocket server = new HopLimitSocket(loopback.contains(":"))) {
            Endpoint remote = new Endpoint(IpAddress.parse(loopback), server.port());
            for (int ttl : new int[] {3, 255, 1}) {
                client.send(remote, null, HELLO, 0, HELLO.length, UdpPort.ONE_DATAGRAM, ttl);
                assertThat(server.receiveHopLimit()).isEqualTo(ttl);
                client.send(remote, null, HELLO, 0, HELLO.length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
                assertThat(server.receiveHopLimit()).isEqualTo(64);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1", "10, ::1", "2, 127.0.0.1"})
    void segments_arriveAsDatagramsOfTheirOwn_inOrder(int family, String loopback) throws IOException {
        UdpSocket client = open(family);
        UdpSocket server = open(family);
        byte[] bytes = new byte[100 + 3 * 1_400 + 77];
        new Random(1).nextBytes(bytes);
        int length = bytes.length - 100;
        client.send(to(loopback, server), null, bytes, 100, length, 1_400, 5);
        for (int at = 100; at < bytes.length; at += 1_400) {
            int end = Math.min(at + 1_400, bytes.length);
            assertThat(Received.from(server).payload()).isEqualTo(Arrays.copyOfRange(bytes, at, end));
        }
        client.send(to(loopback, server), null, bytes, 0, 1_400, 1_400, UdpPort.DEFAULT_TTL);
        assertThat(Received.from(server).payload())
                .as("one segment is one datagram")
                .hasSize(1_400);
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1, 1472", "10, ::1, 1452", "2, 127.0.0.1, 1472"})
    void datagram_largerThanTheLink_isRefusedAndNotFragmented(int family, String loopback, int fits)
            throws IOException {
        InFreshNamespace.ip("link set lo mtu 1500");
        UdpSocket client = open(family);
        UdpSocket server = open(family);
        Endpoint remote = to(loopback, server);
        assertThat(send(client, remote, null, new byte[fits + 1])).isEqualTo(SendResult.TOO_BIG);
        assertThat(send(client, remote, null, new byte[fits])).isEqualTo(SendResult.SENT);
        assertThat(Received.from(server).payload()).as("the first that came").hasSize(fits);
    }

    @ParameterizedTest
    @ValueSource(ints = {UdpSocket.MAX_PAYLOAD + 1, 70_000})
    void datagram_largerThanUdpCarries_isTooBig(int length) throws IOException {
        UdpSocket client = open(SocketAddress.AF_INET6);
        assertThat(send(client, to("127.0.0.1", client), null, new byte[length]))
                .isEqualTo(SendResult.TOO_BIG);
    }

    @Test
    void largestAndEmptyDatagrams_pass() throws IOException {
        UdpSocket client = open(SocketAddress.AF_INET6);
        UdpSocket server = open(SocketAddress.AF_INET6);
        byte[] large = new byte[UdpSocket.MAX_PAYLOAD];
        new Random(2).nextBytes(large);
        assertThat(send(client, to("127.0.0.1", server), null, large)).isEqualTo(SendResult.SENT);
        assertThat(Received.from(server).payload()).isEqualTo(large);
        assertThat(send(client, to("127.0.0.1", server), null, new byte[0])).isEqualTo(SendResult.SENT);
        assertThat(Received.from(server).payload()).isEmpty();
    }

    @Test
    void nothingWaiting_isSaidAtOnce() throws IOException {
        UdpSocket socket = open(SocketAddress.AF_INET6);
        assertThat(socket.receive(new byte[UdpSocket.RECEIVE_BYTES], new Arrival(socket)))
                .isEqualTo(UdpSocket.NOTHING);
    }

    @Test
    void unreachableNetwork_fails() throws IOException {
        UdpSocket socket = open(SocketAddress.AF_INET6);
        for (String nowhere : new String[] {"192.0.2.1", "2001:db8::1"}) {
            Endpoint remote = new Endpoint(IpAddress.parse(nowhere), 9);
            assertThat(send(socket, remote, null, HELLO)).isEqualTo(SendResult.FAILED);
        }
    }

    /** A slow link: what waits for it fills the send buffer, and no sender waits for long. */
    @Test
    void sendBufferThatStaysFull_isSaid() throws IOException {
        InFreshNamespace.run("tc qdisc add dev lo root tbf rate 64kbit burst 100kb limit 1gb");
        UdpSocket socket = open(SocketAddress.AF_INET6);
        byte[] large = new byte[60_000];
        SendResult result = SendResult.SENT;
        for (int i = 0; i < 10_000 && result == SendResult.SENT; i++) {
            result = send(socket, to("127.0.0.1", socket), null, large);
        }
        assertThat(result).isEqualTo(SendResult.FULL);
        long start = System.nanoTime();
        assertThat(send(socket, to("127.0.0.1", socket), null, large)).isEqualTo(SendResult.FULL);
        assertThat(System.nanoTime() - start)
                .as("ns waited")
                .isLessThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void ipv4Socket_doesNotReachIpv6() throws IOException {
        UdpSocket client = open(SocketAddress.AF_INET);
        assertThat(send(client, to("::1", client), null, HELLO)).isEqualTo(SendResult.FAILED);
    }

    @Test
    void withIpv6Disabled_ipv4StillWorks() throws IOException {
        InFreshNamespace.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        UdpSocket client = track(UdpSocket.open(0));
        UdpSocket server = track(UdpSocket.open(0));
        assertThat(send(client, to("127.0.0.1", server), null, HELLO)).isEqualTo(SendResult.SENT);
        assertThat(Received.from(server).payload()).isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(ints = {SocketAddress.AF_INET, SocketAddress.AF_INET6})
    void portThatIsTaken_isNamed_andNothingStaysOpen(int family) throws IOException {
        UdpSocket first = open(family);
        long before = openSockets();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> UdpSocket.open(first.localPort()))
                .withMessage("UDP port " + first.localPort() + ": Address already in use");
        assertThat(openSockets()).isEqualTo(before);
    }

    @Test
    void port_isTheOneAskedFor_orTheKernelsChoice() throws IOException {
        assertThat(track(UdpSocket.open(51_820)).localPort()).isEqualTo(51_820);
        UdpSocket any = track(UdpSocket.open(0));
        assertThat(any.localPort()).isBetween(1_024, 65_535);
    }

    private UdpSocket open(int family) throws IOException {
        return track(UdpSocket.open(family, 0));
    }

    private UdpSocket track(UdpSocket socket) {
        opened.add(socket);
        return socket;
    }

    private static SendResult send(UdpSocket socket, Endpoint remote, @Nullable IpAddress local, byte[] bytes) {
        return socket.send(remote, local, bytes, 0, bytes.length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
    }

    private static Endpoint to(String address, UdpSocket socket) {
        return new Endpoint(IpAddress.parse(address), socket.localPort());
    }

    private static void addToLoopback(String address) {
        boolean ipv6 = address.contains(":");
        InFreshNamespace.ip("addr add " + address + (ipv6 ? "/128 nodad" : "/32") + " dev lo");
    }

    /** Of sockets alone: other threads of the JVM open files at any time. */
    private static long openSockets() throws IOException {
        try (var descriptors = Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return descriptors.filter(UdpSocketTest::isSocket).count();
        }
    }

    private static boolean isSocket(java.nio.file.Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
