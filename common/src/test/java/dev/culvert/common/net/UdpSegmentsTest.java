package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several datagrams by one send and one receive, on the loopback interface, which hands over what it gets undivided. */
class UdpSegmentsTest {
    private static final UdpOffloads JOINING = new UdpOffloads(false, true);
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final int IPV4 = SocketAddress.AF_INET;
    private static final int IPV6 = SocketAddress.AF_INET6;

    private final List<UdpSocket> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(UdpSocket::close);
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1", "10, ::1", "2, 127.0.0.1"})
    void whatIsSentTogether_isReceivedTogether_withSizeAndAddresses(int family, String loopback) throws IOException {
        UdpSocket client = open(family, UdpOffloads.ALL);
        UdpSocket server = open(family, UdpOffloads.ALL);
        byte[] bytes = random(100 + 3 * 1_400 + 77);
        int length = bytes.length - 100;
        IpAddress local = IpAddress.parse(loopback);
        assertThat(client.send(to(loopback, server), local, bytes, 100, length, 1_400, 5))
                .isEqualTo(SendResult.SENT);
        byte[] received = new byte[UdpSocket.RECEIVE_BYTES];
        Arrival arrival = new Arrival(server);
        assertThat(receive(server, received, arrival)).isEqualTo(length);
        assertThat(arrival.segmentSize()).isEqualTo(1_400);
        assertThat(Arrays.copyOf(received, length)).isEqualTo(Arrays.copyOfRange(bytes, 100, bytes.length));
        assertThat(arrival.path().local()).isEqualTo(local);
        assertThat(arrival.path().remote()).isEqualTo(to(loopback, client));

        send(client, server, random(900), UdpPort.ONE_DATAGRAM);
        assertThat(receive(server, received, arrival)).isEqualTo(900);
        assertThat(arrival.segmentSize()).as("of one alone").isEqualTo(900);
        send(client, server, new byte[0], UdpPort.ONE_DATAGRAM);
        assertThat(receive(server, received, arrival)).isZero();
        assertThat(arrival.segmentSize()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10, 127.0.0.1", "10, ::1", "2, 127.0.0.1"})
    void socketThatDoesNotJoin_receivesOneByOne(int family, String loopback) throws IOException {
        UdpSocket client = open(family, UdpOffloads.ALL);
        UdpSocket server = open(family, UdpOffloads.SENDING);
        byte[] bytes = random(2 * 1_000 + 1);
        client.send(to(loopback, server), null, bytes, 0, bytes.length, 1_000, UdpPort.DEFAULT_TTL);
        for (int at = 0; at < bytes.length; at += 1_000) {
            byte[] received = new byte[UdpSocket.RECEIVE_BYTES];
            Arrival arrival = new Arrival(server);
            int length = Math.min(1_000, bytes.length - at);
            assertThat(receive(server, received, arrival)).isEqualTo(length);
            assertThat(arrival.segmentSize()).isEqualTo(length);
            assertThat(Arrays.copyOf(received, length)).isEqualTo(Arrays.copyOfRange(bytes, at, at + length));
        }
    }

    /** As many datagrams as may leave together, and as many bytes; one more of either does not. */
    @ParameterizedTest
    @CsvSource({"64000, 1000, SENT", "64001, 1000, NOT_DIVIDED", "65469, 1400, SENT", "65508, 1400, NOT_DIVIDED"})
    void limitsOfOneSend(int length, int size, SendResult expected) throws IOException {
        UdpSocket client = open(IPV6, UdpOffloads.ALL);
        UdpSocket server = open(IPV6, UdpOffloads.ALL);
        byte[] bytes = random(length);
        assertThat(send(client, server, bytes, size)).isEqualTo(expected);
        send(client, server, new byte[1], UdpPort.ONE_DATAGRAM);
        byte[] received = new byte[UdpSocket.RECEIVE_BYTES];
        Arrival arrival = new Arrival(server);
        int first = receive(server, received, arrival);
        if (expected == SendResult.SENT) {
            assertThat(first).isEqualTo(length);
            assertThat(Arrays.equals(bytes, 0, length, received, 0, length)).isTrue();
            assertThat(arrival.segmentSize()).isEqualTo(size);
        } else {
            assertThat(first).as("nothing of the first send").isEqualTo(1);
        }
    }

    @Test
    void oneDatagram_isNeverMarkedAsSeveral() throws IOException {
        UdpSocket client = open(IPV4, JOINING);
        UdpSocket server = open(IPV4, UdpOffloads.ALL);
        assertThat(send(client, server, random(1_000), 1_000)).isEqualTo(SendResult.SENT);
        assertThat(send(client, server, random(1_000), 1_400)).isEqualTo(SendResult.SENT);
        assertThat(receive(server, new byte[UdpSocket.RECEIVE_BYTES], new Arrival(server)))
                .isEqualTo(1_000);
    }

    @Test
    void socketWithoutSegmentation_saysSo_andSendsOneByOne() throws IOException {
        UdpSocket client = open(IPV6, JOINING);
        UdpSocket server = open(IPV6, UdpOffloads.ALL);
        assertThat(send(client, server, random(2_000), 1_000)).isEqualTo(SendResult.NOT_DIVIDED);
        assertThat(send(client, server, random(500), UdpPort.ONE_DATAGRAM)).isEqualTo(SendResult.SENT);
        assertThat(receive(server, new byte[UdpSocket.RECEIVE_BYTES], new Arrival(server)))
                .isEqualTo(500);
    }

    @Test
    void deviceThatRefuses_isNotAskedAgain_butDatagramsThatAreTooLargeAreNoReason() throws IOException {
        UdpSocket client = open(IPV6, UdpOffloads.ALL);
        UdpSocket server = open(IPV6, UdpOffloads.ALL);
        assertThat(client.result(LibC.EMSGSIZE, true)).isEqualTo(SendResult.NOT_DIVIDED);
        assertThat(client.result(LibC.EINVAL, true)).isEqualTo(SendResult.NOT_DIVIDED);
        assertThat(client.result(LibC.EIO, false)).isEqualTo(SendResult.FAILED);
        assertThat(send(client, server, random(2_000), 1_000)).isEqualTo(SendResult.SENT);
        assertThat(client.result(LibC.EIO, true)).isEqualTo(SendResult.NOT_DIVIDED);
        assertThat(send(client, server, random(2_000), 1_000)).isEqualTo(SendResult.NOT_DIVIDED);
        assertThat(send(client, server, random(1_000), UdpPort.ONE_DATAGRAM)).isEqualTo(SendResult.SENT);
        assertThat(client.result(LibC.EMSGSIZE, false)).isEqualTo(SendResult.TOO_BIG);
        assertThat(client.result(LibC.EAGAIN, true)).isEqualTo(SendResult.FULL);
        assertThat(client.result(LibC.ENETUNREACH, true)).isEqualTo(SendResult.FAILED);
    }

    private UdpSocket open(int family, UdpOffloads offloads) throws IOException {
        UdpSocket socket = UdpSocket.open(family, 0, false, offloads);
        opened.add(socket);
        return socket;
    }

    private static Endpoint to(String address, UdpSocket socket) {
        return new Endpoint(IpAddress.parse(address), socket.localPort());
    }

    private static SendResult send(UdpSocket from, UdpSocket to, byte[] bytes, int size) {
        @Nullable IpAddress any = null;
        return from.send(to("127.0.0.1", to), any, bytes, 0, bytes.length, size, UdpPort.DEFAULT_TTL);
    }

    private static int receive(UdpSocket socket, byte[] bytes, Arrival arrival) {
        long start = System.nanoTime();
        int length = socket.receive(bytes, arrival);
        while (length == UdpSocket.NOTHING) {
            assertThat(System.nanoTime() - start).as("waited 10 s").isLessThan(TIMEOUT_NANOS);
            LockSupport.parkNanos(POLL_NANOS);
            length = socket.receive(bytes, arrival);
        }
        return length;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
