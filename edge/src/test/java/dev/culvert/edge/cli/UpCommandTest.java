package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.ControlServer;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge up} from its start to its end, with a fake edge. */
@Timeout(60)
class UpCommandTest {
    private static final String PEER = "D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=";
    private static final String OTHER = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

    @TempDir
    private Path directory;

    private Path state = Path.of("/");

    @BeforeEach
    void choose() {
        state = directory.resolve("s");
    }

    private Invocation up = Invocation.run("genkey");

    @AfterEach
    void stop() {
        up.stop();
        up.status();
    }

    private void begin(String... more) {
        String[] args = new String[more.length + 6];
        System.arraycopy(
                new String[] {"-a", "10.0.0.1/24", "--state-dir", state.toString(), "-p", "51820"}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        up = Invocation.begin(args);
    }

    /** The control socket is the last thing to come. */
    private void awaitUp() {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (Invocation.run("status", "--state-dir", state.toString()).status() != 0) {
            assertThat(Instant.now()).as("still not up: %s", up.err()).isBefore(deadline);
        }
    }

    @Test
    void runsUntilItIsToldToStop() {
        begin("--peer", "public-key=" + PEER + ";allowed-ips=10.0.0.2/32");
        awaitUp();

        assertThat(up.isRunning()).isTrue();
        assertThat(up.config().listenPort()).isEqualTo(51820);
        assertThat(up.config().peers()).hasSize(1);

        up.stop();
        assertThat(up.status()).isZero();
        assertThat(up.edge().isClosed()).isTrue();
        assertThat(state.resolve(ControlServer.SOCKET)).doesNotExist();
        assertThat(up.err()).isEmpty();
    }

    @Test
    void statusShowsTheRunningEdge() {
        begin(
                "--peer",
                "public-key=" + PEER + ";allowed-ips=10.0.0.2/32,10.1.0.0/16;endpoint=vpn.example.org:51820",
                "--peer",
                "public-key=" + OTHER + ";allowed-ips=10.0.0.3/32");
        awaitUp();
        String own =
                Invocation.run("key", "--state-dir", state.toString()).out().strip();

        assertThat(Invocation.run("status", "--state-dir", state.toString()).out())
                .isEqualTo("""
                device culvert0   address 10.0.0.1/24   port 51820   mtu 1400
                key    %s

                PEER         KEY       KIND   PATH    ENDPOINT             RECEIVED  SENT   HANDSHAKE  STATE
                10.0.0.2 +1  D+VCtGJ3  stock  direct  [2001:db8::7]:51820  1.5 GiB   148 B  42s ago    up
                10.0.0.3     HIgo9xNz  stock  none    -                    0 B       0 B    never      no endpoint
                """.formatted(own));
    }

    @Test
    void statusAsJsonIsStable() {
        begin(
                "--peer",
                "public-key=" + PEER + ";allowed-ips=10.0.0.2/32;endpoint=vpn.example.org:51820",
                "--peer",
                "public-key=" + OTHER + ";allowed-ips=10.0.0.3/32");
        awaitUp();
        String own =
                Invocation.run("key", "--state-dir", state.toString()).out().strip();

        Invocation status = Invocation.run("status", "--json", "--state-dir", state.toString());

        assertThat(status.out().replaceAll("\\s", ""))
                .isEqualTo("""
                {"device":"culvert0","address":"10.0.0.1/24","publicKey":"%s","listenPort":51820,"mtu":1400,
                "community":null,"supernodes":[],
                "peers":[{"publicKey":"%s","name":"","allowedIps":["10.0.0.2/32"],"kind":"stock","path":"direct",
                "endpoint":"[2001:db8::7]:51820","receivedBytes":1610612736,"sentBytes":148,
                "lastHandshakeSecondsAgo":42,"state":"up","cipher":"chacha20-poly1305","verdict":"","paths":null},
                {"publicKey":"%s","name":"","allowedIps":["10.0.0.3/32"],"kind":"stock","path":"none",
                "endpoint":null,"receivedBytes":0,"sentBytes":0,
                "lastHandshakeSecondsAgo":null,"state":"noendpoint","cipher":null,"verdict":"","paths":null}],
                "nat":null,"forwarded":[],"counters":{"drop-bad-tag":3}}
                """.formatted(own, PEER, OTHER).replaceAll("\\s", ""));
    }

    @Test
    void aSecondEdgeWithTheSameStateDirectoryIsRefused() {
        begin();
        awaitUp();

        Invocation second = Invocation.run("-a", "10.0.0.2/24", "--state-dir", state.toString());

        assertThat(second.status()).isEqualTo(69);
        assertThat(second.err())
                .startsWith("edge: state directory " + state + " is in use by ")
                .contains("--state-dir");
        assertThat(up.isRunning()).isTrue();
    }

    @Test
    void theReasonOfAnEdgeThatEndsByItselfIsTheExitCode() {
        begin();
        awaitUp();

        up.end(new ExitException(ExitCode.UNAVAILABLE, "interface culvert0 was removed by somebody else"));

        assertThat(up.status()).isEqualTo(69);
        assertThat(up.err()).isEqualTo("edge: interface culvert0 was removed by somebody else\n");
        assertThat(up.edge().isClosed()).isTrue();
    }

    @Test
    void anEdgeThatDoesNotStartLeavesNoLock() {
        up = Invocation.failing(
                (config, key, opened) -> {
                    throw new ExitException(ExitCode.NO_PERMISSION, "needs CAP_NET_ADMIN");
                },
                "-a",
                "10.0.0.1/24",
                "--state-dir",
                state.toString());
        assertThat(up.status()).isEqualTo(77);
        assertThat(up.err()).isEqualTo("edge: needs CAP_NET_ADMIN\n");

        begin();
        awaitUp();
    }

    @Test
    void aDefectIsOneLineAndItsPlaceIsShownOnRequest() {
        EdgeStarter broken = (config, key, opened) -> {
            throw new IllegalStateException("two\nlines");
        };
        String[] args = {"-a", "10.0.0.1/24", "--state-dir", state.toString()};
        String[] verbose = {"-v", "-a", "10.0.0.1/24", "--state-dir", state.toString()};

        up = Invocation.failing(broken, args);
        assertThat(up.status()).isEqualTo(70);
        assertThat(up.err())
                .isEqualTo("edge: unexpected: java.lang.IllegalStateException: two lines (-v shows where)\n");

        up = Invocation.failing(broken, verbose);
        assertThat(up.status()).isEqualTo(70);
        assertThat(up.err()).contains("\tat dev.culvert.edge.cli.UpCommandTest");
    }

    @Test
    void theOwnKeyAsAPeersIsRefused() {
        String own =
                Invocation.run("key", "--state-dir", state.toString()).out().strip();

        begin("--peer", "public-key=" + own + ";allowed-ips=10.0.0.2/32");

        assertThat(up.status()).isEqualTo(78);
        assertThat(up.err()).startsWith("edge: peer " + own + " has this edge's own key");
    }

    @Test
    void aSeedThatOthersMayReadIsRefused() throws Exception {
        assertThat(Invocation.run("key", "--state-dir", state.toString()).status())
                .isZero();
        Path seed = state.resolve("seed");
        Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-r--r--"));

        begin();

        assertThat(up.status()).isEqualTo(78);
        assertThat(up.err()).startsWith("edge: seed " + seed + " is open to other users (mode 0644): run 'chmod 600");
    }

    @Test
    void aStateDirectoryTooDeepForASocketIsRefusedAndTheEdgeClosedAgain() {
        state = directory.resolve("d".repeat(100));

        begin();

        assertThat(up.status()).isEqualTo(78);
        assertThat(up.err()).contains("107 is the limit");
        assertThat(up.edge().isClosed()).isTrue();
    }
}
