package dev.culvert.supernode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.cli.Program;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.supernode.status.CommunityReport;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.supernode.status.RelayReport;
import dev.culvert.supernode.status.RunningSupernode;
import dev.culvert.supernode.status.SupernodeReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a supernode, with a fake one that has no network. */
@Timeout(60)
class SupernodeCommandTest {
    private static final PublicKey KEY = PrivateKey.of(new byte[32]).publicKey();
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final SupernodeReport REPORT = new SupernodeReport(
            KEY,
            7654,
            3478,
            90,
            List.of(new CommunityReport(
                    ID,
                    Optional.of(IpPrefix.parse("10.0.0.0/24")),
                    List.of(
                            new EdgeReport(
                                    IpAddress.parse("10.0.0.1"),
                                    KEY,
                                    "host1",
                                    Optional.of(new Endpoint(IpAddress.parse("192.0.2.7"), 40000)),
                                    true,
                                    OptionalLong.of(3)),
                            new EdgeReport(
                                    IpAddress.parse("10.0.0.2"),
                                    KEY,
                                    "",
                                    Optional.empty(),
                                    false,
                                    OptionalLong.empty())),
                    1)),
            List.of(new RelayReport(ID, IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 2048, 20, 4)),
            Map.of("relayed", 20L));

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> stopWanted = new CompletableFuture<>();
    private boolean closed;

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return SupernodeCommand.commandLine((config, key, state) -> new Fake(), stopWanted)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Program.withCommand(args));
    }

    private String state() {
        return directory.resolve("s").toString();
    }

    private final class Fake implements RunningSupernode {
        @Override
        public SupernodeReport status() {
            return REPORT;
        }

        @Override
        public CompletableFuture<ExitException> ended() {
            return ended;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void theTable() {
        String brief = KEY.toString().substring(0, 8);
        assertThat(SupernodeTable.render(REPORT)).isEqualTo("""
                port 7654   stun port 3478   up 1m   communities 1   edges 1   relays 1
                key  %s

                community %s   prefix 10.0.0.0/24   relays 1
                EDGE      NAME   KEY       ENDPOINT         STATE    SEEN
                10.0.0.1  host1  %s  192.0.2.7:40000  present  3s ago
                10.0.0.2         %s  -                absent   never

                RELAY               COMMUNITY  BYTES    PACKETS  IDLE
                10.0.0.1  10.0.0.2  00112233   2.0 KiB  20       4s""".formatted(KEY, ID, brief, brief));
        assertThat(SupernodeTable.render(new SupernodeReport(KEY, 1, 2, 0, List.of(), List.of(), Map.of())))
                .endsWith("no communities");
    }

    @Test
    void runsUntilItIsToldToStop() {
        stopWanted.complete(null);

        assertThat(run("--state-dir", state())).isZero();
        assertThat(closed).isTrue();
    }

    @Test
    void theReasonOfAnEndIsTheExitCode() {
        ended.complete(new ExitException(ExitCode.SOFTWARE, "the conductor failed"));

        assertThat(run("up", "--state-dir", state())).isEqualTo(70);
        assertThat(err.toString()).isEqualTo("supernode: the conductor failed\n");
        assertThat(closed).isTrue();
    }

    @Test
    void keyPrintsTheSameKeyEachTime() {
        assertThat(run("key", "--state-dir", state())).isZero();
        String first = out.toString();
        assertThat(PublicKey.parse(first.strip())).isNotNull();
        assertThat(run("key", "--state-dir", state())).isZero();
        assertThat(out.toString()).isEqualTo(first);
    }

    @Test
    void badInputIsOneLine() throws Exception {
        assertThat(run("status", "--state-dir", state())).isEqualTo(69);
        assertThat(err.toString()).startsWith("supernode: no supernode is running with state directory " + state());
        assertThat(run("-p", "x")).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo("supernode: --port: 'x' is not a number from 1 to 65535 ('supernode up --help' lists the"
                        + " options)\n");
        assertThat(run("--stun-prot", "1")).isEqualTo(64);
        assertThat(err.toString()).contains("do you mean '--stun-port'?");
        Path file = Files.writeString(directory.resolve("x.toml"), "port = 1\nmax-edge = 5\n");
        assertThat(run("--config", file.toString())).isEqualTo(78);
        assertThat(err.toString()).startsWith("supernode: " + file + " line 2: unknown key 'max-edge': do you mean");
        Files.writeString(file, "allow = []\n");
        assertThat(run("--config", file.toString())).isEqualTo(78);
        assertThat(err.toString())
                .startsWith("supernode: " + file + " line 1, allow: must be")
                .contains("one at least");
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("up", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--port",
                        "--stun-port",
                        "--public-address",
                        "--state-dir",
                        "--allow",
                        "--auto-prefix",
                        "--no-relay",
                        "--relay-limit-pair",
                        "--relay-limit-community",
                        "--max-communities",
                        "--max-edges",
                        "--max-edges-per-community",
                        "--max-edges-per-source",
                        "--max-relays",
                        "--no-udp-gso",
                        "--no-udp-gro",
                        "--verbose",
                        "--config");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("up ", "key ", "status ");
    }

    @Test
    void withoutArguments_itRuns() {
        assertThat(SupernodeCommand.orUp(new String[0])).containsExactly("up");
        assertThat(SupernodeCommand.orUp(new String[] {"key"})).containsExactly("key");
    }
}
