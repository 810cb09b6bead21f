package dev.culvert.edge.config;

import static dev.culvert.edge.config.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.SecretText;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.path.Keepalive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which community the settings name, and what contradicts itself. */
class CommunityResolverTest {
    private static final String SECRET = "correct horse battery";
    private static final PublicKey KEY = PublicKey.parse("D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=");

    @TempDir
    private Path directory;

    private static EdgeSettings settings(String... keysAndTexts) {
        Map<ConfigKey, Setting> values = new EnumMap<>(ConfigKey.class);
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            String option = "--" + keysAndTexts[i];
            for (ConfigKey key : ConfigKey.values()) {
                if (key.toString().equals(keysAndTexts[i])) {
                    values.put(key, new Setting(keysAndTexts[i + 1], Origin.option(option)));
                }
            }
        }
        assertThat(values).hasSize(keysAndTexts.length / 2);
        return new EdgeSettings(new Settings<>(values), List.of());
    }

    private static EdgeConfig resolve(String... keysAndTexts) throws ExitException {
        return ConfigResolver.resolve(settings(keysAndTexts), Nobody.AROUND);
    }

    private static CommunityConfig community(String... keysAndTexts) throws ExitException {
        return resolve(keysAndTexts).community().orElseThrow();
    }

    private static void refused(String message, String... keysAndTexts) {
        assertRefused(ExitCode.USAGE, () -> resolve(keysAndTexts), message);
    }

    private static void refusedInCommunity(String message, String... further) {
        String[] community = {"community", "c", "secret", "s", "supernode", "a:1"};
        refused(message, Stream.concat(Stream.of(community), Stream.of(further)).toArray(String[]::new));
    }

    private String file(String text, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file.toString();
    }

    @Test
    void aCommunityTakesNameSecretAndSupernode() throws ExitException {
        EdgeConfig config = resolve("community", "mynet", "secret", SECRET, "supernode", "host:7654");

        assertThat(config.community())
                .contains(new CommunityConfig(
                        "mynet",
                        new SecretText(SECRET),
                        false,
                        List.of(new SupernodeSpec(new HostPort("host", 7654), Optional.empty()))));
        assertThat(config.address()).as("auto").isEmpty();
        assertThat(config.name()).isEqualTo("host1");
        assertThat(config.pathMode()).isEqualTo(PathMode.AUTO);
        assertThat(config).asString().doesNotContain(SECRET);
    }

    @Test
    void everythingCanBeSaid() throws ExitException {
        EdgeConfig config = resolve(
                "community",
                "mynet",
                "secret",
                SECRET,
                "supernode",
                "a:1#" + KEY + ", [2001:db8::1]:2",
                "address",
                "10.0.0.1/24",
                "name",
                "Büro 2",
                "path",
                "relay");

        assertThat(config.community().orElseThrow().supernodes())
                .extracting(SupernodeSpec::toString)
                .containsExactly("a:1#" + KEY, "[2001:db8::1]:2");
        assertThat(config.address()).contains(IpPrefix.parse("10.0.0.1/24"));
        assertThat(config.name()).isEqualTo("Büro 2");
        assertThat(config.pathMode()).isEqualTo(PathMode.RELAY);
        assertThat(resolve("community", "c", "secret", "s", "supernode", "a:1", "path", "direct")
                        .pathMode())
                .isEqualTo(PathMode.DIRECT);
        assertThat(resolve("community", "c", "secret", "s", "supernode", "a:1", "keepalive", "60")
                        .keepalive())
                .isEqualTo(Keepalive.fixed(60));
        assertThat(config.keepalive()).isEqualTo(Keepalive.USUAL);
        assertThat(config.suites()).isEmpty();
        assertThat(resolve("community", "c", "secret", "s", "supernode", "a:1", "cipher", "aes-256-gcm")
                        .suites())
                .containsExactly(CipherSuite.AES_256_GCM);
        assertThat(resolve("community", "c", "secret", "s", "supernode", "a:1", "address", "auto")
                        .address())
                .isEmpty();
    }

    @Test
    void halfACommunity() {
        refused(
                "--community: a community is joined at a supernode: add --supernode",
                "community",
                "mynet",
                "secret",
                SECRET);
        refused("--supernode: belongs to a community, and none is named: add --community", "supernode", "host:7654");
        refused("--secret: belongs to a community", "address", "10.0.0.1/24", "secret", SECRET);
        refused("--secret-file: belongs to a community", "address", "10.0.0.1/24", "secret-file", "/x");
        refused("--address: only a community's supernode can choose an address", "address", "auto");
        refused("this edge has no address");
        refused(
                "community mynet has no secret: give --secret-file FILE, or set CULVERT_SECRET, or start this at a",
                "community",
                "mynet",
                "supernode",
                "host:7654");
    }

    @Test
    void theSecretFromWhereverItIs() throws Exception {
        String file = file(SECRET + "\n", "rw-------");
        assertThat(community("community", "c", "supernode", "h:1", "secret-file", file)
                        .secret())
                .isEqualTo(new SecretText(SECRET));
        EdgeSettings bare = settings("community", "c", "supernode", "h:1");
        assertThat(ConfigResolver.resolve(bare, Nobody.with(Map.of("CULVERT_SECRET", SECRET)))
                        .community()
                        .orElseThrow()
                        .secret())
                .isEqualTo(new SecretText(SECRET));
        Surroundings terminal = new Surroundings(Map.of(), Nobody.hostName("h"), Nobody.NO_CPU, question -> {
            assertThat(question).contains("Secret of community c");
            return Optional.of(SECRET);
        });
        assertThat(ConfigResolver.resolve(bare, terminal).community())
                .contains(new CommunityConfig(
                        "c",
                        new SecretText(SECRET),
                        true,
                        ConfigResolver.resolve(bare, terminal)
                                .community()
                                .orElseThrow()
                                .supernodes()));
    }

    @Test
    void twoSecretsAreRefusedByName() {
        refused(
                "--secret: the secret is given by --secret-file too: give it once",
                "community",
                "c",
                "supernode",
                "h:1",
                "secret",
                "a",
                "secret-file",
                "b");
        assertRefused(
                ExitCode.USAGE,
                () -> ConfigResolver.resolve(
                        settings("community", "c", "supernode", "h:1", "secret", "a"),
                        Nobody.with(Map.of("CULVERT_SECRET", "b"))),
                "--secret: the secret is given by CULVERT_SECRET too");
    }

    @Test
    void badSecrets() throws IOException {
        refused("--secret: the secret is empty", "community", "c", "supernode", "h:1", "secret", " ");
        refused(
                "--secret: the secret has 513 bytes: 512 are the limit",
                "community",
                "c",
                "supernode",
                "h:1",
                "secret",
                "x".repeat(513));
        refused(
                "--secret: the community secret is mistyped",
                "community",
                "c",
                "supernode",
                "h:1",
                "secret",
                "cvs1-abcdefg");
        String open = file(SECRET, "rw-r--r--");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> resolve("community", "c", "supernode", "h:1", "secret-file", open),
                "--secret-file: " + open + " is open to other users (mode 0644)");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> resolve("community", "c", "supernode", "h:1", "secret-file", open + "x"),
                "--secret-file: " + open + "x does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "h|--supernode: 'h' has no port: write HOST:PORT, such as vpn.example.org:7654 or [2001:db8::1]:7654",
                "h:0|--supernode: 'h:0' has no port between 1 and 65535",
                "h:1#abc|--supernode: public key is not a key",
                "h:1,|--supernode: '' has no port",
                "h:1,h:1|--supernode: h:1 is given twice",
                "10.0.0.9:1|--supernode: 10.0.0.9:1 is inside the overlay (10.0.0.0/24), so packets to it would loop"
            })
    void badSupernodes(String text, String message) {
        refused(message, "community", "c", "secret", "s", "supernode", text, "address", "10.0.0.1/24");
    }

    @Test
    void badNamesAndPaths() {
        refused("--name: the name has 64 bytes", "address", "10.0.0.1/24", "name", "x".repeat(64));
        refused("--name: the name has control or invisible", "address", "10.0.0.1/24", "name", "a\u001b[31m");
        refused("--name: the name has control or invisible", "address", "10.0.0.1/24", "name", "a\u202Eb");
        refusedInCommunity("--cipher: 'aes' is not one of auto, aes-256-gcm, chacha20-poly1305", "cipher", "aes");
        refusedInCommunity("--aead: 'openssl' is not one of auto, jce", "aead", "openssl");
        refused("--cipher: belongs to a community", "address", "10.0.0.1/24", "cipher", "aes-256-gcm");
        refusedInCommunity("--path: 'fast' is not one of auto, direct, relay", "path", "fast");
        refusedInCommunity("--keepalive: '9' is not a number of seconds from 10 to 60", "keepalive", "9");
        refusedInCommunity(
                "--keepalive: 0 would let NATs forget direct paths: write 60 for the fewest packets, or use --path relay",
                "keepalive",
                "0");
        refusedInCommunity(
                "--stun: nobody is asked with --no-nat-detection: leave one of the two out",
                "stun",
                "host:3478",
                "no-nat-detection",
                "true");
        refusedInCommunity(
                "--keepalive: keeps direct paths open, and --path relay has none", "keepalive", "20", "path", "relay");
        refused("--path: belongs to a community", "address", "10.0.0.1/24", "path", "direct");
        refused(
                "--community: the community's name has 64 bytes",
                "community",
                "é".repeat(32),
                "secret",
                "s",
                "supernode",
                "h:1");
        refused("--community: the community's name", "community", " ", "secret", "s", "supernode", "h:1");
    }

    @Test
    void hostNamesBecomeNames() {
        assertThat(HostName.read(Nobody.hostName("web-1.example.org\n"))).isEqualTo("web-1.example.org");
        assertThat(HostName.read(Nobody.hostName("x".repeat(64) + "\n"))).isEqualTo("x".repeat(63));
        assertThat(HostName.read(Nobody.hostName("a\u0007b\n"))).isEqualTo("ab");
        assertThat(HostName.read(Nobody.hostName("\n"))).isEqualTo("edge");
        assertThat(HostName.read(Path.of("/nonexistent"))).isEqualTo("edge");
    }

    @Test
    void anInviteSaysAll() throws Exception {
        String invite = Invite.encode(community("community", "c", "secret", SECRET, "supernode", "h:1#" + KEY));

        assertThat(community("join", invite))
                .isEqualTo(community("community", "c", "secret", SECRET, "supernode", "h:1#" + KEY));
        assertThat(community("join-file", file(invite + "\n", "rw-------")).name())
                .isEqualTo("c");
        refused(
                "--join: an invite has community, secret and supernodes in it: leave out --community",
                "join",
                invite,
                "community",
                "c");
        refused("--join: an invite has", "join", invite, "secret", "c");
        refused("leave out --supernode", "join", invite, "supernode", "h:1");
        refused("leave out --join-file", "join", invite, "join-file", "x");
        refused("--join-file: an invite has community", "join-file", "x", "secret-file", "y");
        refused("--join: the invite is mistyped", "join", "culvert:abc");
        assertRefused(
                ExitCode.USAGE,
                () -> ConfigResolver.resolve(settings("join", invite), Nobody.with(Map.of("CULVERT_SECRET", "b"))),
                "leave out CULVERT_SECRET");
    }

    @Test
    void warnings() throws ExitException {
        EdgeSettings weak = settings("community", "c", "secret", "hunter2", "supernode", "h:1");
        assertThat(Warnings.of(
                        weak.options(),
                        ConfigResolver.resolve(weak, Nobody.AROUND).community()))
                .satisfiesExactly(
                        line -> assertThat(line).contains("-k", "'ps'", "--secret-file"),
                        line -> assertThat(line).contains("shorter than 16 characters", "'edge genkey'"));
        String strong = CommunitySecret.of(new byte[16]).encoded();
        assertThat(Warnings.of(
                        new Settings<>(Map.of()),
                        Optional.of(new CommunityConfig("c", new SecretText(strong), false, List.of()))))
                .isEmpty();
        assertThat(Warnings.of(settings("join", "culvert:x").options(), Optional.empty()))
                .singleElement()
                .asString()
                .contains("--join-file");
    }

    @Test
    void theFileHasTheSameNames() throws Exception {
        Path file = directory.resolve("edge.toml");
        Files.writeString(file, """
                community = "mynet"
                secret = "%s"
                supernode = ["a:1#%s", "b:2"]
                name = "n"
                path = "relay"
                address = "auto"
                """.formatted(SECRET, KEY));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> EdgeSettings.read(file),
                "--config " + file + " is open to other users (mode 0644): run 'chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        EdgeConfig config = ConfigResolver.resolve(EdgeSettings.read(file), Nobody.AROUND);

        assertThat(config.community().orElseThrow().supernodes()).hasSize(2);
        assertThat(config.name()).isEqualTo("n");
        assertThat(config.pathMode()).isEqualTo(PathMode.RELAY);
        assertThat(Warnings.of(EdgeSettings.read(file).options(), config.community()))
                .as("ps does not show a file")
                .isEmpty();

        Files.writeString(file, "community = \"c\"\nsecret-file = \"s\"\nsupernode = 5\n");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> EdgeSettings.read(file),
                "line 3, supernode: must be text in quotes, or a list of such texts, but is 5");
    }
}
