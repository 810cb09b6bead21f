package dev.culvert.common.ops;

import static dev.culvert.common.ops.ExitAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlSocketTest {
    private static final Map<String, Supplier<?>> COMMANDS = Map.of(
            "count", () -> new Count(7, "seven"),
            "fail",
                    () -> {
                        throw new IllegalStateException("out of order");
                    });

    @TempDir
    private Path directory;

    private StateDirectory state;
    private ControlServer server;

    private record Count(int number, String word) {}

    @BeforeEach
    void start() throws ExitException {
        state = StateDirectory.open(directory.resolve("s"));
        server = ControlServer.start(state, COMMANDS, Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(state.file(ControlServer.SOCKET)));
    }

    private String raw(String request) throws IOException {
        try (SocketChannel channel = connect()) {
            Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.UTF_8));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aQuestionIsAnswered() throws Exception {
        assertThat(ControlClient.ask(state.path(), "edge", "count").toString())
                .isEqualTo("{\"number\":7,\"word\":\"seven\"}");
        assertThat(raw("{\"command\":\"count\"}\n")).isEqualTo("{\"answer\":{\"number\":7,\"word\":\"seven\"}}\n");
    }

    @Test
    void onlyTheOwnerMayAsk() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.file(ControlServer.SOCKET))))
                .isEqualTo("rw-------");
    }

    @Test
    void badRequestsAreAnsweredWithAnError() throws IOException {
        assertThat(raw("garbage\n"))
                .isEqualTo("{\"error\":\"the request is not of the form {\\\"command\\\":\\\"NAME\\\"}\"}\n");
        assertThat(raw("\n")).contains("not of the form");
        assertThat(raw("[1]\n")).contains("not of the form");
        assertThat(raw("{\"command\":1}\n")).contains("not of the form");
        assertThat(raw("{\"command\":\"stop\"}\n")).contains("unknown command 'stop'; known: count, fail");
        assertThat(raw("{\"command\":\"fail\"}\n")).contains("fail failed: out of order");
        assertThat(raw("x".repeat(ControlServer.MAX_REQUEST_BYTES + 1))).contains("longer than 4096 bytes");
        assertThat(raw("{\"command\":\"count\"}\n")).as("still there").contains("seven");
    }

    @Test
    void aSilentClientIsCutOffAndHoldsUpNobody() throws Exception {
        try (SocketChannel silent = connect()) {
            assertThat(raw("{\"command\":\"count\"}\n")).contains("seven");
            assertThat(Channels.newInputStream(silent).read()).isEqualTo(-1);
        }
    }

    @Test
    void aFailureReachesTheAsker() {
        assertRefused(
                ExitCode.UNAVAILABLE,
                () -> ControlClient.ask(state.path(), "edge", "stop"),
                "the running program refused: unknown command 'stop'");
    }

    @Test
    void nobodyThere() {
        server.close();
        assertThat(state.file(ControlServer.SOCKET)).doesNotExist();

        assertRefused(
                ExitCode.UNAVAILABLE,
                () -> ControlClient.ask(state.path(), "edge", "count"),
                "no edge is running with state directory " + state.path(),
                "--state-dir");
    }

    @Test
    void theSocketOfADeadProgramIsReplaced() throws Exception {
        server.close();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(state.file(ControlServer.SOCKET)));
        }
        assertRefused(
                ExitCode.UNAVAILABLE, () -> ControlClient.ask(state.path(), "edge", "count"), "no edge is running");

        server = ControlServer.start(state, COMMANDS);

        assertThat(ControlClient.ask(state.path(), "edge", "count")
                        .path("number")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void aPathThatTheKernelCannotTakeIsRefused() throws Exception {
        StateDirectory deep = StateDirectory.open(directory.resolve("d".repeat(100)));

        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> ControlServer.start(deep, COMMANDS),
                deep.file("control.sock").toString(),
                "107 is the limit",
                "shorter --state-dir");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        server.close();
        try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            mute.bind(UnixDomainSocketAddress.of(state.file(ControlServer.SOCKET)));

            assertRefused(
                    ExitCode.UNAVAILABLE,
                    () -> ControlClient.ask(state.path(), "edge", "count", Duration.ofMillis(200)),
                    "did not answer");
        }
    }
}
