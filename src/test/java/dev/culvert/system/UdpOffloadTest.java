package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.system.lab.TcpStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What leaves and arrives together, on real devices: by the relay and straight, with each offload and without, by a device that
 * has no part for it, and by one that takes less than is sent.
 */
@Timeout(180)
final class UdpOffloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PORT = 5_000;
    private static final int MIB = 1 << 20;
    private static final int BURSTS = 40;
    private static final int BURST = 24;
    /** A frame of the outer Ethernet is no larger, unless it holds several datagrams. */
    private static final int LARGEST_FRAME = 1_514;

    private static final String DEVICE = "to-isp";

    @AutoClose
    private final Overlay overlay = new Overlay();

    private final SupernodeProcess supernode = overlay.supernode();
    private final EdgeProcess a = overlay.edge(overlay.onTheInternet(), "10.0.0.1/24");
    private final EdgeProcess b = overlay.edge(overlay.onTheInternet(), "10.0.0.2/24");

    @ParameterizedTest
    @CsvSource({
        "relay, ''",
        "auto, ''",
        "relay, --no-udp-gso",
        "auto, --no-udp-gro",
        "relay, --no-udp-gso --no-udp-gro",
        "auto, --no-udp-gso --no-udp-gro"
    })
    void nothingIsLost(String path, String switches) throws IOException {
        start(path, switches);
        transfer();
        boolean divided = !switches.contains("--no-udp-gso");
        assertThat(frameBytes(a.host())).as("bytes a frame from a").satisfies(mean -> {
            assertThat(mean > LARGEST_FRAME).isEqualTo(divided);
        });
        assertThat(a.count(CounterId.SENDS_NOT_DIVIDED) > 0).isEqualTo(!divided);
        if (path.equals("relay")) {
            assertThat(frameBytes(supernode.host()) > LARGEST_FRAME)
                    .as("what came together was forwarded together")
                    .isEqualTo(switches.isEmpty());
        }
    }

    /** Older kernels refuse then (EIO), newer ones divide by themselves. */
    @ParameterizedTest
    @CsvSource({"relay", "auto"})
    void devicesWithoutAnyOffload_loseNothing(String path) throws IOException {
        for (Host host : List.of(a.host(), b.host(), supernode.host())) {
            host.exec("ethtool", "-K", DEVICE, "tx-udp-segmentation", "off", "tx-checksum-ip-generic", "off");
        }
        start(path, "");
        transfer();
    }

    /** The first link takes less than a full packet from one moment to the next: sends of several are refused as a whole. */
    @ParameterizedTest
    @CsvSource({"relay", "auto"})
    void firstLinkThatBecomesNarrow_isFollowed(String path) throws IOException {
        start(path, "");
        datagrams(a, b, 1_372);
        a.host().ip("link set " + DEVICE + " mtu 1300");
        try (TcpStream stream = TcpStream.between(a, b)) {
            stream.there(4 * MIB, PATIENCE);
            stream.back(4 * MIB, PATIENCE);
        }
        Await.until("both ends know the size", PATIENCE, () -> limit(a, b) <= 1_300 && limit(b, a) <= 1_400);
        datagrams(a, b, 1_000);
        datagrams(b, a, 1_000);
    }

    @Test
    void supernodeWithoutOffloads_betweenEdgesThatHaveThem() throws IOException {
        supernode.start("--no-udp-gso", "--no-udp-gro");
        launch("relay", List.of());
        transfer();
        assertThat(frameBytes(supernode.host())).isLessThan(LARGEST_FRAME);
    }

    private void start(String path, String switches) {
        List<String> options =
                Stream.of(switches.split(" ")).filter(word -> !word.isEmpty()).toList();
        supernode.start(options.toArray(String[]::new));
        launch(path, options);
    }

    private void launch(String path, List<String> options) {
        List<String> all = new ArrayList<>(Overlay.joining(overlay.community(), overlay.place(supernode)));
        all.addAll(List.of("--path", path, "--no-port-mapping"));
        all.addAll(options);
        for (EdgeProcess edge : List.of(a, b)) {
            edge.launch(all);
        }
        for (EdgeProcess edge : List.of(a, b)) {
            edge.awaitReady();
            Overlay.awaitRegistered(edge);
        }
        PingWatch.start(a.host(), b.address(), Duration.ofMillis(100)).awaitReplies();
        PathKind wanted = path.equals("relay") ? PathKind.RELAY : PathKind.DIRECT;
        Await.until("both are " + wanted, PATIENCE, () -> isBy(a, b, wanted) && isBy(b, a, wanted));
    }

    private static boolean isBy(EdgeProcess edge, EdgeProcess other, PathKind path) {
        return Overlay.peer(edge, other)
                .map(PeerStatus::path)
                .filter(path::equals)
                .isPresent();
    }

    private static int limit(EdgeProcess edge, EdgeProcess other) {
        return Overlay.peer(edge, other).orElseThrow().paths().stream()
                .flatMap(paths -> paths.paths().stream())
                .filter(path -> path.active())
                .mapToInt(path -> path.packetLimit())
                .findFirst()
                .orElseThrow();
    }

    /** TCP and UDP both ways; of UDP nothing is lost, and nothing overtakes. */
    private void transfer() throws IOException {
        try (TcpStream stream = TcpStream.between(a, b)) {
            stream.there(16 * MIB, PATIENCE);
            stream.back(16 * MIB, PATIENCE);
        }
        datagrams(a, b, 1_372);
        datagrams(b, a, 1_372);
        for (EdgeProcess edge : List.of(a, b)) {
            assertThat(edge.count(CounterId.DROP_SEND_FAILED)
                            + edge.count(CounterId.DROP_SEND_TOO_BIG)
                            + edge.count(CounterId.DROP_BAD_TAG)
                            + edge.count(CounterId.DROP_UNKNOWN_MESSAGE))
                    .as(edge.log())
                    .isZero();
        }
    }

    /** Bursts of one size with others between; each is waited for before the next leaves, so that no queue overflows. */
    private static void datagrams(EdgeProcess from, EdgeProcess to, int largest) throws IOException {
        Random random = new Random(largest);
        InetSocketAddress address = new InetSocketAddress(to.address(), PORT);
        try (DatagramSocket server = to.host().call(() -> new DatagramSocket(address));
                DatagramSocket client = from.host().call(() -> new DatagramSocket())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            for (int burst = 0; burst < BURSTS; burst++) {
                int usual = 1 + random.nextInt(largest);
                List<byte[]> sent = new ArrayList<>();
                for (int i = 0; i < BURST; i++) {
                    byte[] payload = new byte[random.nextInt(6) > 0 ? usual : 1 + random.nextInt(largest)];
                    random.nextBytes(payload);
                    client.send(new DatagramPacket(payload, payload.length, address));
                    sent.add(payload);
                }
                for (byte[] expected : sent) {
                    DatagramPacket received = new DatagramPacket(new byte[2_000], 2_000);
                    server.receive(received);
                    assertThat(Arrays.copyOf(received.getData(), received.getLength()))
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** What a frame that left the host had on the mean. */
    private static double frameBytes(Host host) {
        return (double) statistic(host, "tx_bytes") / statistic(host, "tx_packets");
    }

    private static long statistic(Host host, String name) {
        return Long.parseLong(host.exec("cat", "/sys/class/net/" + DEVICE + "/statistics/" + name)
                .out()
                .strip());
    }
}
