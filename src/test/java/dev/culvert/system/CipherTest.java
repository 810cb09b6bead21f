package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.Spawned;
import dev.culvert.system.lab.StockWireGuard;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real packets are sealed with, by whom and for whom: {@code --cipher} and {@code --aead}. */
@Timeout(120)
final class CipherTest {
    private static final String LEFT_OUT = "packets are sealed by the JDK's own cipher";
    private static final long BYTES = 20_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final Overlay.Community community = overlay.community();
    private static final EdgeProcess a = overlay.edge(overlay.onTheInternet(), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.onTheInternet(), "10.0.0.2/24");
    private static final Host stockHost = overlay.onTheInternet();

    private final StockWireGuard stock = StockWireGuard.on(stockHost, "10.0.0.3/24", TwoHosts.STOCK_PORT);

    @BeforeAll
    static void start() {
        supernode.start();
    }

    @AfterEach
    void stop() {
        overlay.stopEdges();
        stock.stop();
    }

    private static void start(EdgeProcess edge, String... options) {
        edge.start(Stream.concat(Overlay.joining(community, overlay.place(supernode)).stream(), Stream.of(options))
                .toList());
        Overlay.awaitRegistered(edge);
    }

    /** {@code auto} is what the CPU has instructions for. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "--cipher=auto, --cipher=auto, ",
        "--cipher=auto, --cipher=chacha20-poly1305, chacha20-poly1305",
        "--cipher=chacha20-poly1305, --cipher=aes-256-gcm, chacha20-poly1305",
        "--cipher=aes-256-gcm, --cipher=aes-256-gcm --aead=jce, aes-256-gcm",
        "--cipher=chacha20-poly1305 --aead=jce, --cipher=auto, chacha20-poly1305",
    })
    void twoEdges_useTheBestOfBoth(String ofA, String ofB, String expected) throws IOException {
        start(a, ofA.split(" ", -1));
        start(b, ofB.split(" ", -1));
        assertThat(a.ping(b, 10).lost()).as(() -> said(a) + said(b)).isZero();
        transfer(a.host(), b.host(), b.address());
        transfer(b.host(), a.host(), a.address());

        String suite = expected == null ? bestOfThisCpu() : expected;
        assertThat(cipher(a, b)).isEqualTo(suite);
        assertThat(cipher(b, a)).isEqualTo(suite);
        for (EdgeProcess edge : List.of(a, b)) {
            assertThat(edge.log()).doesNotContain(LEFT_OUT);
            assertThat(edge.count(CounterId.DROP_BAD_TAG)).isZero();
            assertThat(edge.count(CounterId.DROP_SUITE_NOT_OFFERED)).isZero();
        }
    }

    private static void transfer(Host from, Host to, String address) {
        assertThat(Iperf3.transfer(from, to, address, BYTES, PATIENCE).bytes())
                .isGreaterThan(BYTES / 2); // the last ones may arrive after they were counted
    }

    private static String said(EdgeProcess edge) {
        return edge.log() + edge.status().counters() + "\n";
    }

    private static String cipher(EdgeProcess edge, EdgeProcess other) {
        return Overlay.peer(edge, other).orElseThrow().cipher().orElseThrow().toString();
    }

    private static String bestOfThisCpu() throws IOException {
        List<String> words = List.of(Files.readString(Path.of("/proc/cpuinfo")).split("\\s+", -1));
        return (words.contains("aes") ? CipherSuite.AES_256_GCM : CipherSuite.CHACHA20_POLY1305).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cipher=aes-256-gcm", "--cipher=chacha20-poly1305", "--aead=jce"})
    void stockPeerBesideThem_getsWireGuards(String option) {
        start(a, option, "--peer", stock.asPeer().edgeOption());
        stock.start(a.asPeer().endpoint("192.0.2.2:" + a.port()));
        assertThat(stock.ping(a, 10).lost()).as(a.log() + stock.log()).isZero();
        transfer(a.host(), stockHost, stock.address());
        transfer(stockHost, a.host(), a.address());
        assertThat(a.status().peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.cipher()).contains(CipherSuite.CHACHA20_POLY1305));
        assertThat(a.count(CounterId.DROP_BAD_TAG)).isZero();
    }

    /** Java opens its packages to the jar that it was started with, not to one on a class path. */
    @Test
    void whereJavaKeepsItsPartsToItself_theLogSaysSo() {
        List<String> command = new ArrayList<>(a.upCommand(Overlay.joining(community, overlay.place(supernode))));
        int option = command.indexOf("-jar");
        command.set(option, "-cp");
        command.add(option + 2, "dev.culvert.common.launch.Launcher");
        try (Spawned edge = a.host().spawn(command.toArray(String[]::new))) {
            edge.awaitOutput(LEFT_OUT, PATIENCE);
        }
    }
}
