package dev.culvert.edge.config;

import static dev.culvert.edge.config.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String KEY = "D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=";
    private static final String OTHER_KEY = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("edge.toml");
    }

    private EdgeConfig resolve(String text) throws ExitException, IOException {
        Files.writeString(file, text);
        return ConfigResolver.resolve(EdgeSettings.read(file), Nobody.AROUND);
    }

    private void refused(String text, int line, String... parts) {
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> resolve(text), parts);
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> resolve(text), file + " line " + line);
    }

    @Test
    void everyOptionCanStandInIt() throws Exception {
        EdgeConfig config = resolve("""
                # the host in the cellar
                address = "10.0.0.1/24"
                device = "vpn1"
                mtu = 1380
                port = 51820
                state-dir = "state"
                verbose = true

                [[peer]]
                public-key = "%s"
                allowed-ips = ["10.0.0.2/32", "10.1.0.0/16"]
                endpoint = "vpn.example.org:51820"
                persistent-keepalive = 25

                [[peer]]
                public-key = '%s'
                allowed-ips = "10.0.0.3/32, 10.2.0.0/16"
                persistent-keepalive = "off"
                """.formatted(KEY, OTHER_KEY));

        assertThat(config.address()).contains(IpPrefix.parse("10.0.0.1/24"));
        assertThat(config.device()).isEqualTo("vpn1");
        assertThat(config.mtu()).isEqualTo(1380);
        assertThat(config.listenPort()).isEqualTo(51820);
        assertThat(config.stateDirectory()).as("relative to the file").isEqualTo(directory.resolve("state"));
        assertThat(config.verbose()).isTrue();
        assertThat(config.peers()).hasSize(2);
        assertThat(config.peers().getFirst().allowedIps())
                .isEqualTo(List.of(IpPrefix.parse("10.0.0.2/32"), IpPrefix.parse("10.1.0.0/16")));
        assertThat(config.peers().getFirst().persistentKeepaliveSeconds()).isEqualTo(25);
        assertThat(config.peers().get(1).allowedIps())
                .isEqualTo(List.of(IpPrefix.parse("10.0.0.3/32"), IpPrefix.parse("10.2.0.0/16")));
    }

    @Test
    void theCommandLineWinsAndPeersAddUp() throws Exception {
        Files.writeString(file, """
                address = "10.0.0.1/24"
                mtu = 1300
                [[peer]]
                public-key = "%s"
                allowed-ips = "10.0.0.2"
                """.formatted(KEY));
        EdgeSettings commandLine = new EdgeSettings(
                new Settings<>(Map.of(ConfigKey.MTU, new Setting("1200", Origin.option("--mtu")))),
                List.of(PeerSpec.parse(
                        "public-key=" + OTHER_KEY + ";allowed-ips=10.0.0.3", Origin.option("--peer #1"))));

        EdgeConfig config = ConfigResolver.resolve(commandLine.over(EdgeSettings.read(file)), Nobody.AROUND);

        assertThat(config.address()).contains(IpPrefix.parse("10.0.0.1/24"));
        assertThat(config.mtu()).isEqualTo(1200);
        assertThat(config.peers())
                .extracting(peer -> peer.publicKey().toString())
                .containsExactly(KEY, OTHER_KEY);
    }

    @Test
    void unknownKeys() {
        refused("\naddres = \"10.0.0.1/24\"\n", 2, "unknown key 'addres': do you mean 'address'?");
        refused("address = \"10.0.0.1/24\"\nlisten-port = 1\n", 2, "unknown key 'listen-port'");
        refused("[peers]\n", 1, "unknown key 'peers': do you mean 'peer'?");
        refused(
                "address = \"10.0.0.1/24\"\n[[peer]]\npublic-key = \"x\"\n\n[[peer]]\n# two\nAllowedIPs = \"10.0.0.2\"\n",
                7,
                "unknown key 'AllowedIPs': do you mean 'allowed-ips'?");
    }

    @Test
    void wrongTypes() {
        refused("mtu = \"1400\"\n", 1, "line 1, mtu: must be a whole number, but is \"1400\"");
        refused("mtu = 1400.5\n", 1, "mtu: must be a whole number, but is 1400.5");
        refused("address = 10\n", 1, "address: must be text in quotes, but is 10");
        refused("\n\nverbose = 1\n", 3, "verbose: must be true or false, but is 1");
        refused("[[peer]]\nallowed-ips = [1]\n", 2, "allowed-ips: must be text in quotes, or a list of such texts");
        refused(
                "[[peer]]\npersistent-keepalive = true\n",
                2,
                "persistent-keepalive: must be a whole number, or a word");
        refused("\n[peer]\npublic-key = \"x\"\n", 2, "peer: each peer is a table of its own, headed by [[peer]]");
        refused("peer = 1\n", 1, "peer: each peer is a table of its own");
    }

    @Test
    void badValuesNameTheirLineAndKey() {
        refused(
                "device = \"x\"\naddress = \"10.0.0.0/24\"\n",
                2,
                "line 2, address: '10.0.0.0/24' is the address of the");
        refused(
                "address = \"10.0.0.1/24\"\nmtu = 99999\n",
                2,
                "line 2, mtu: '99999' is not a number from 576 to 65456");
        refused("address = \"10.0.0.1/24\"\nport = -1\n", 2, "line 2, port: '-1' is not a number from 0 to 65535");
        refused("address = \" \"\n", 1, "line 1, address: has no value");
        refused(
                "address = \"10.0.0.1/24\"\n[[peer]]\nallowed-ips = [\n  \"10.0.0.2\", # ]\n]\npublic-key = \"abc\"\n",
                6,
                "line 6, public-key: public key is not a key");
        refused(
                "address = \"10.0.0.1/24\"\n\n[[peer]]\nallowed-ips = \"10.0.0.2\"\n",
                3,
                "line 3, peer: has no public-key");
    }

    @Test
    void otherKeysAreNamedAsTheFileHasThem() {
        refused("supernode = \"h:1\"\n", 1, "none is named: add community = \"NAME\"");
        refused("community = \"c\"\n", 1, "at a supernode: add supernode = \"HOST:PORT\"");
        String community = "community = \"c\"\nsecret-file = \"s\"\nsupernode = \"h:1\"\n";
        refused(community + "keepalive = 0\n", 4, "or use path = \"relay\"");
        refused(community + "keepalive = 20\npath = \"relay\"\n", 4, "and path = \"relay\" has none");
        refused(community + "stun = \"h:1\"\nno-nat-detection = true\n", 4, "with no-nat-detection = true: leave");
    }

    @Test
    void anEmptyListIsNone() throws Exception {
        EdgeConfig config = resolve("""
                address = "10.0.0.1/24"
                supernode = []
                stun = []
                advertise = []
                no-nat-detection = true
                """);
        assertThat(config.community()).isEmpty();
        assertThat(config.nat().servers()).isEmpty();
        assertThat(config.reachability()).isEqualTo(Reachability.DEFAULT);
        refused(
                "address = \"10.0.0.1/24\"\n[[peer]]\npublic-key = \"%s\"\nallowed-ips = []\n".formatted(KEY),
                2,
                "line 2, peer: has no allowed-ips");
    }

    @Test
    void whatIsNoToml() {
        refused("device = \"x\"\naddress = 10.0.0.1/24\n", 2, "not TOML", "text needs quotes");
        refused("device = \"x\n", 1, "not TOML");
        refused("mtu = 1\nmtu = 2\nport = 3\n", 2, "not TOML: Duplicate key");
        refused("mtu = 1\n[[peer]\n", 2, "not TOML");
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertRefused(
                ExitCode.BAD_CONFIGURATION, () -> EdgeSettings.read(file), "--config " + file + " does not exist");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> EdgeSettings.read(directory),
                "--config " + directory,
                "cannot be read");
        Files.write(file, new byte[] {(byte) 0xC3, 0x28});
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> EdgeSettings.read(file), "--config " + file, "cannot be read");
    }
}
