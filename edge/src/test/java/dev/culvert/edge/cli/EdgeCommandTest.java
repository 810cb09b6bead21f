package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that run to their end, and what each refuses. */
class EdgeCommandTest {
    @TempDir
    private Path directory;

    private String state = "";

    @BeforeEach
    void choose() {
        state = directory.resolve("s").toString();
    }

    private static void assertUsage(String message, String... args) {
        Invocation run = Invocation.run(args);
        assertThat(run.err()).isEqualTo("edge: " + message + "\n");
        assertThat(run.status()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndOption() {
        assertThat(Invocation.run("--help").out()).contains("up ", "key ", "genkey ", "status ");
        Invocation help = Invocation.run("up", "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("--address", "--device", "--mtu", "--port", "--peer", "--state-dir", "--config", "--verbose");
        assertThat(Invocation.run("-v", "--help").out()).isEqualTo(help.out());
    }

    @Test
    void versionIsOneLine() {
        Invocation run = Invocation.run("--version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Culvert edge ").hasLineCount(1);
    }

    @Test
    void genkeyPrintsAFreshSecret() {
        String secret = Invocation.run("genkey").out().strip();

        assertThat(CommunitySecret.parse(secret).bytes()).hasSize(16);
        assertThat(Invocation.run("genkey").out().strip()).isNotEqualTo(secret);
    }

    @Test
    void keyPrintsTheSameKeyEachTime() {
        Invocation first = Invocation.run("key", "--state-dir", state);

        assertThat(first.status()).isZero();
        assertThat(PublicKey.parse(first.out().strip())).isNotNull();
        assertThat(Invocation.run("key", "--state-dir", state).out()).isEqualTo(first.out());
    }

    @Test
    void usageErrorsAreOneLineWithAHint() {
        assertUsage("Missing required subcommand ('edge --help' lists the options)");
        assertUsage(
                "Unmatched argument at index 0: 'statsu' (do you mean 'status'?) ('edge --help' lists the options)",
                "statsu");
        assertUsage(
                "Unknown option: '--adress' (do you mean '--address'?) ('edge up --help' lists the options)",
                "--adress");
        assertUsage(
                "Missing required parameter for option '--mtu' (BYTES) ('edge up --help' lists the options)",
                "up",
                "-m");
        assertUsage("Unknown option: '--all' ('edge genkey --help' lists the options)", "genkey", "--all");
        assertUsage(
                "--mtu: '7' is not a number from 576 to 65456 ('edge up --help' lists the options)",
                "-a",
                "10.0.0.1/24",
                "-m",
                "7");
        assertUsage(
                "this edge has no address: give -a ADDRESS/LENGTH, such as -a 10.0.0.1/24, or address ="
                        + " \"10.0.0.1/24\" in the file of --config; or join a community with -c, where it gets one ('edge up --help' lists the options)",
                "up");
    }

    @ParameterizedTest
    @CsvSource({
        "--no-portmapping, --no-port-mapping",
        "--nat-detection, --no-nat-detection",
        "--keep-alive=20, --keepalive",
        "--superndoe, --supernode"
    })
    void theOptionMeantIsTheOneThatTheFileWouldName(String word, String meant) {
        assertThat(Invocation.run("up", word).err()).contains(": '" + word + "' (do you mean '" + meant + "'?)");
    }

    @Test
    void whatIsNearToNothingIsNotGuessedAt() {
        assertThat(Invocation.run("up", "--frobnicate").err()).doesNotContain("do you mean");
        assertThat(Invocation.run("up", "nonsense").err()).doesNotContain("do you mean");
        assertThat(Invocation.run("up", "-x").err()).doesNotContain("do you mean");
    }

    @Test
    void statusWithoutAnEdge() {
        Invocation run = Invocation.run("status", "--state-dir", state);

        assertThat(run.status()).isEqualTo(69);
        assertThat(run.err())
                .isEqualTo("edge: no edge is running with state directory " + state
                        + " (another one is given by --state-dir)\n");
    }

    @Test
    void badConfigurationNamesFileLineAndKey() throws IOException {
        Path file = Files.writeString(directory.resolve("edge.toml"), "address = \"10.0.0.1/24\"\nmut = 1400\n");

        Invocation run = Invocation.run("--config", file.toString());

        assertThat(run.status()).isEqualTo(78);
        assertThat(run.err()).isEqualTo("edge: " + file + " line 2: unknown key 'mut': do you mean 'mtu'?\n");
    }

    @Test
    void stateDirectoryThatCannotBe() {
        for (List<String> command : List.of(List.of("key"), List.of("up", "-a", "10.0.0.1/24"))) {
            String[] args = new String[command.size() + 2];
            command.toArray(args);
            args[args.length - 2] = "--state-dir";
            args[args.length - 1] = "/proc/culvert";

            Invocation run = Invocation.run(args);

            assertThat(run.status()).isEqualTo(69);
            assertThat(run.err())
                    .startsWith("edge: cannot make state directory /proc/culvert: ")
                    .hasLineCount(1);
        }
    }
}
