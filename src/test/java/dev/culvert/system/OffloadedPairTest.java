package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.system.lab.Capture;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Iperf3;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TUN offload on real devices, at both ends, at one, at none: nothing is lost, and what leaves the overlay is whole. */
final class OffloadedPairTest {
    private static final int MTU = 1_400;
    private static final int SUPER_PACKET_LIMIT = 60_712;
    /** Slow enough for code that is not compiled yet, and for packets that come one by one. */
    private static final String[] PACED = {"-b", "80M"};

    @ParameterizedTest
    @CsvSource({
        "true,  true,  false, aes-256-gcm",
        "true,  true,  true,  aes-256-gcm",
        "false, true,  false, aes-256-gcm",
        "true,  false, true,  aes-256-gcm",
        "false, false, false, aes-256-gcm",
        "true,  true,  false, chacha20-poly1305",
        "true,  false, false, chacha20-poly1305"
    })
    void tcpAndUdp_passBothWays_whole(boolean atA, boolean atB, boolean ipv6, String cipher) {
        try (GatewayPair pair = new GatewayPair(ipv6, options(atA, cipher), options(atB, cipher))) {
            Capture behind = pair.captureAtD();
            Capture insideA = GatewayPair.captureInside(pair.a());
            Capture insideB = GatewayPair.captureInside(pair.b());

            Iperf3 there = Iperf3.forwarded(pair.c(), pair.target(), pair.d(), pair.server(), 3, PACED);
            Iperf3 back = Iperf3.forwarded(pair.c(), pair.target(), pair.d(), pair.server(), 3, "-b", "80M", "-R");
            Iperf3.Datagrams datagrams =
                    Iperf3.datagrams(pair.c(), pair.target(), pair.d(), pair.server(), 2, "-b", "20M", "-l", "1200");

            assertThat(there.bytes()).isGreaterThan(10_000_000);
            assertThat(back.bytes()).isGreaterThan(10_000_000);
            assertThat(there.sentAgain() + back.sentAgain()).as("not lost").isLessThanOrEqualTo(pair.arrivedTwice());
            assertThat(datagrams.sent()).isGreaterThan(1_000);
            assertThat(datagrams.lost()).isZero();
            GatewayPair.assertWhole(behind, pair.server(), 10_000);
            assertThat(longest(insideA.packets())).as("read and written at a").satisfies(most -> assertSize(most, atA));
            assertThat(longest(insideB.packets())).as("read and written at b").satisfies(most -> assertSize(most, atB));
            assertThat(longest(GatewayPair.to(insideA, pair.b().address())))
                    .as("read at a")
                    .isLessThanOrEqualTo(SUPER_PACKET_LIMIT);
            if (!atB) {
                GatewayPair.assertWhole(insideB, pair.b().address(), 10_000);
            }
            assertNothingRefused(pair.a());
            assertNothingRefused(pair.b());
        }
    }

    /** A super-packet of the device is never larger than one send carries, nor is one that is joined larger than IP allows. */
    private static void assertSize(int most, boolean offloads) {
        if (offloads) {
            assertThat(most).isGreaterThan(MTU).isLessThanOrEqualTo(65_535);
        } else {
            assertThat(most).isLessThanOrEqualTo(MTU);
        }
    }

    private static int longest(List<byte[]> packets) {
        return packets.stream().mapToInt(packet -> packet.length).max().orElse(0);
    }

    /** A program hands the kernel up to 64 datagrams at once, and the kernel hands them to the edge so. */
    @ParameterizedTest
    @CsvSource({"true, true, false", "true, true, true", "true, false, false", "false, true, true"})
    void datagramsSentAtOnce_arriveOneByOne(boolean atA, boolean atB, boolean ipv6) throws Exception {
        try (GatewayPair pair = new GatewayPair(ipv6, options(atA, "aes-256-gcm"), options(atB, "aes-256-gcm"))) {
            Capture insideA = GatewayPair.captureInside(pair.a());
            try (DatagramSocket receiver = receiver(pair.b().host(), pair.b().address())) {
                Endpoint target = new Endpoint(IpAddress.parse(pair.b().address()), receiver.getLocalPort());
                List<byte[]> sent = new ArrayList<>();
                for (int size : new int[] {1_000, 77, 1_352}) {
                    byte[] train = train(size * 20 + size / 2, sent.size());
                    send(pair.a().host(), target, train, size);
                    for (int at = 0; at < train.length; at += size) {
                        sent.add(Arrays.copyOfRange(train, at, Math.min(at + size, train.length)));
                    }
                }
                for (byte[] datagram : sent) {
                    assertThat(receive(receiver)).isEqualTo(datagram);
                }
            }
            int most = longest(insideA.packets());
            assertThat(most > MTU).as("read as super-packets").isEqualTo(atA);
            assertNothingRefused(pair.a());
            assertNothingRefused(pair.b());
        }
    }

    /** A router in the tunnel's way marks packets instead of dropping them: the receiver sees each mark, and says so. */
    @Test
    void congestionMarks_reachTheReceiver_andTheirEchoTheSender() {
        try (GatewayPair pair = new GatewayPair(false, options(true, "aes-256-gcm"), options(true, "aes-256-gcm"))) {
            pair.c().sysctl("net.ipv4.tcp_ecn", "1");
            pair.d().sysctl("net.ipv4.tcp_ecn", "1");
            pair.a()
                    .host()
                    .exec(
                            "nft",
                            "add table ip ce; add chain ip ce post { type filter hook postrouting priority 0; };"
                                    + " add rule ip ce post oifname culvert0 ip ecn ect0 numgen inc mod 20 0 ip ecn set ce");
            Capture behind = pair.captureAtD();
            Iperf3 transfer = Iperf3.forwarded(pair.c(), pair.target(), pair.d(), pair.server(), 3, PACED);
            assertThat(transfer.bytes()).isGreaterThan(10_000_000);
            assertThat(transfer.sentAgain()).as("not lost").isLessThanOrEqualTo(pair.arrivedTwice());
            List<byte[]> arrived = GatewayPair.assertWhole(behind, pair.server(), 5_000);
            long marked =
                    arrived.stream().filter(packet -> (packet[1] & 3) == 3).count();
            long reduced = arrived.stream()
                    .filter(packet -> (packet[33] & 0x80) != 0 && (packet[33] & 2) == 0)
                    .count();
            assertThat(marked).as("packets with CE").isPositive().isLessThan(arrived.size());
            assertThat(reduced).as("packets with CWR").isPositive();
        }
    }

    private static void assertNothingRefused(EdgeProcess edge) {
        for (CounterId counter : List.of(
                CounterId.SUPER_PACKETS_REFUSED,
                CounterId.DROP_TUN_WRITE,
                CounterId.DROP_MALFORMED_TUN,
                CounterId.DROP_MALFORMED_INNER,
                CounterId.DROP_PACKET_TOO_BIG,
                CounterId.DROP_SEND_TOO_BIG)) {
            assertThat(edge.count(counter)).as("%s at %s", counter, edge.host()).isZero();
        }
    }

    private static List<String> options(boolean offload, String cipher) {
        return Stream.concat(Stream.of("--cipher", cipher), offload ? Stream.of() : Stream.of("--no-tun-offload"))
                .toList();
    }

    private static DatagramSocket receiver(Host host, String address) {
        return host.call(() -> {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(address));
            socket.setSoTimeout(10_000);
            socket.setReceiveBufferSize(1 << 20);
            return socket;
        });
    }

    private static byte[] receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] train(int length, int first) {
        byte[] train = new byte[length];
        for (int i = 0; i < length; i++) {
            train[i] = (byte) (first + i * 7 + i / 256);
        }
        return train;
    }

    private static void send(Host host, Endpoint target, byte[] train, int size) throws Exception {
        UdpSocket socket = host.call(() -> UdpSocket.open(0));
        try {
            assertThat(socket.send(target, null, train, 0, train.length, size, UdpPort.DEFAULT_TTL))
                    .isEqualTo(SendResult.SENT);
        } finally {
            socket.close();
        }
    }
}
