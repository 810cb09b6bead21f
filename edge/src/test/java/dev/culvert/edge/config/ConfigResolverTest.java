package dev.culvert.edge.config;

import static dev.culvert.edge.config.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Table;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.path.Keepalive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line may say, and what is refused, by its words. */
class ConfigResolverTest {
    private static final Path STATE = Path.of("/var/lib/culvert/edge");
    private static final PublicKey A = key(1);
    private static final PublicKey B = key(2);

    @TempDir
    private Path directory;

    private static PublicKey key(int number) {
        byte[] scalar = new byte[32];
        scalar[1] = (byte) number;
        return PrivateKey.of(scalar).publicKey();
    }

    private static Setting setting(String option, String text) {
        return new Setting(text, Origin.option(option));
    }

    private static EdgeConfig resolve(Map<ConfigKey, String> values, String... peers) throws ExitException {
        Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
        settings.put(ConfigKey.ADDRESS, setting("--address", "10.0.0.1/24"));
        values.forEach((key, text) -> settings.put(key, setting("--" + key, text)));
        List<Table<PeerKey>> peerSettings = new ArrayList<>();
        for (String peer : peers) {
            peerSettings.add(PeerSpec.parse(peer, Origin.option("--peer #" + (peerSettings.size() + 1))));
        }
        return ConfigResolver.resolve(new EdgeSettings(new Settings<>(settings), peerSettings), Nobody.AROUND);
    }

    private static EdgeConfig withPeers(String... peers) throws ExitException {
        return resolve(Map.of(), peers);
    }

    private static void refusedPeers(String[] peers, String... parts) {
        assertRefused(ExitCode.USAGE, () -> withPeers(peers), parts);
    }

    private static void refusedPeer(String peer, String... parts) {
        refusedPeers(new String[] {peer}, parts);
    }

    private static String peer(PublicKey key, String rest) {
        return "public-key=" + key + ";" + rest;
    }

    @Test
    void onlyTheAddressIsRequired() throws ExitException {
        assertThat(withPeers())
                .isEqualTo(new EdgeConfig(
                        Optional.empty(),
                        "host1",
                        PathMode.AUTO,
                        Keepalive.USUAL,
                        List.of(),
                        AeadMode.AUTO,
                        NatConfig.DEFAULT,
                        Optional.of(IpPrefix.parse("10.0.0.1/24")),
                        "culvert0",
                        1400,
                        true,
                        0,
                        UdpOffloads.ALL,
                        Reachability.DEFAULT,
                        STATE,
                        false,
                        List.of()));
    }

    @Test
    void everythingCanBeSaid() throws Exception {
        Path psk = directory.resolve("psk");
        Files.writeString(psk, B + "\n");
        Files.setPosixFilePermissions(psk, PosixFilePermissions.fromString("rw-------"));

        EdgeConfig config = resolve(
                Map.of(
                        ConfigKey.DEVICE, "vpn1",
                        ConfigKey.MTU, "1280",
                        ConfigKey.PORT, "51820",
                        ConfigKey.STATE_DIR, "/run/x",
                        ConfigKey.VERBOSE, "true"),
                peer(
                        A,
                        "allowed-ips=10.0.0.2/32, 10.1.2.3/16,10.1.0.0/16 ; endpoint=192.0.2.1:51820;"
                                + "preshared-key-file=" + psk + ";persistent-keepalive=25;"),
                peer(B, "allowed-ips=10.0.0.3;persistent-keepalive=off"));

        assertThat(config.device()).isEqualTo("vpn1");
        assertThat(config.mtu()).isEqualTo(1280);
        assertThat(config.listenPort()).isEqualTo(51820);
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/run/x"));
        assertThat(config.verbose()).isTrue();
        PeerConfig first = config.peers().getFirst();
        assertThat(first.publicKey()).isEqualTo(A);
        assertThat(first.allowedIps())
                .as("masked, repeated ones once")
                .containsExactly(IpPrefix.parse("10.0.0.2/32"), IpPrefix.parse("10.1.0.0/16"));
        assertThat(first.endpoint()).contains(new HostPort("192.0.2.1", 51820));
        assertThat(first.presharedKey()).isNotSameAs(PresharedKey.NONE);
        assertThat(first.persistentKeepaliveSeconds()).isEqualTo(25);
        assertThat(config.peers().get(1))
                .isEqualTo(new PeerConfig(
                        B, List.of(IpPrefix.parse("10.0.0.3/32")), Optional.empty(), PresharedKey.NONE, 0));
    }

    @Test
    void noAddress() {
        assertRefused(
                ExitCode.USAGE,
                () -> ConfigResolver.resolve(EdgeSettings.NONE, Nobody.AROUND),
                "this edge has no address",
                "-a 10.0.0.1/24",
                "--config");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,has no prefix length: write the overlay's,/24",
        "fd00::1,has no prefix length: write the overlay's,/64",
        "10.0.0/24,is not an IP address,such as 10.0.0.1",
        "10.0.0.1/33,prefix length 33,between 0 and 32",
        "10.0.0.1/x,has no prefix length after the slash,such as",
        "10.0.0.0/24,is the address of the network itself,choose a host's",
        "fd00::/64,is the address of the network itself,choose a host's",
        "10.0.0.255/24,is the network's broadcast address,choose a host's",
        "10.0.0.1/0,would make every address part of the overlay,choose a host's",
        "0.0.0.0/8,is not an address that a host can have,choose a host's",
        "127.0.0.1/8,is not an address that a host can have,choose a host's",
        "224.0.0.5/24,is not an address that a host can have,choose a host's",
        "255.255.255.255/32,is not an address that a host can have,choose a host's",
    })
    void addressThatNoHostCanHave(String text, String why, String what) {
        assertRefused(ExitCode.USAGE, () -> resolve(Map.of(ConfigKey.ADDRESS, text)), "--address: ", why, what);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/31", "10.0.0.1/31", "10.0.0.1/32", "fd00::ffff:ffff:ffff:ffff/64", "fd00::1/128"})
    void addressesOfPointToPointLinksAndOfIpv6(String text) throws ExitException {
        assertThat(resolve(Map.of(ConfigKey.ADDRESS, text)).address()).contains(IpPrefix.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "MTU,575,'--mtu: ''575'' is not a number from 576 to 65456'",
        "MTU,65457,'--mtu: ''65457'' is not a number from 576 to 65456'",
        "MTU,1k,'--mtu: ''1k'' is not a number'",
        "PORT,65536,'--port: ''65536'' is not a number from 0 to 65535'",
        "PORT,-1,'--port: ''-1'' is not a number'",
        "PORT,99999999999999999999,is not a number from 0 to 65535",
        "DEVICE,sixteen-bytes-xx,'--device: ''sixteen-bytes-xx'' is no interface name: 1 to 15 bytes'",
        "DEVICE,a/b,is no interface name",
        "DEVICE,tun%d,is no interface name",
        "DEVICE,a b,is no interface name",
        "DEVICE,..,is no interface name",
    })
    void valuesOutOfRange(ConfigKey key, String text, String message) {
        assertRefused(ExitCode.USAGE, () -> resolve(Map.of(key, text)), message);
    }

    @Test
    void ipv6NeedsItsLeastMtu() {
        assertRefused(
                ExitCode.USAGE,
                () -> resolve(Map.of(ConfigKey.ADDRESS, "fd00::1/64", ConfigKey.MTU, "1279")),
                "--mtu: 1279 is too small for the IPv6 address fd00::1/64: at least 1280");
    }

    @Test
    void pairsThatAreNone() {
        refusedPeer("allowed-ips", "--peer #1: 'allowed-ips' has no '='", "KEY=VALUE;KEY=VALUE");
        refusedPeer("allowed-ip=10.0.0.2", "--peer #1: unknown key 'allowed-ip': do you mean 'allowed-ips'?");
        refusedPeer("endpoint=", "--peer #1, endpoint: has no value");
        refusedPeer("endpoint=a:1;endpoint=b:1", "--peer #1, endpoint: is given twice");
        refusedPeer("allowed-ips=10.0.0.2", "--peer #1: has no public-key: add public-key", "'edge key'");
        refusedPeer("public-key=" + A, "--peer #1: has no allowed-ips: add allowed-ips", "10.0.0.2/32");
        refusedPeer("", "--peer #1: has no public-key");
    }

    @Test
    void malformedPeerValues() {
        refusedPeer(
                "public-key=abc;allowed-ips=10.0.0.2",
                "--peer #1, public-key: public key is not a key: 32 bytes in base64 are wanted");
        refusedPeer(peer(A, "allowed-ips=10.0.0.2,,10.0.0.3"), "--peer #1, allowed-ips: '' is not an IP address");
        refusedPeer(peer(A, "allowed-ips=10.0.0.2/40"), "--peer #1, allowed-ips: prefix length 40");
        refusedPeer(peer(A, "allowed-ips=0.0.0.0/0"), "allowed-ips: the default route 0.0.0.0/0 is not supported yet");
        refusedPeer(peer(A, "allowed-ips=10.0.0.2,::/0"), "the default route ::/0 is not supported yet");
        refusedPeer(peer(A, "allowed-ips=10.0.0.2;endpoint=host"), "--peer #1, endpoint: 'host' has no port");
        refusedPeer(
                peer(A, "allowed-ips=10.0.0.2;persistent-keepalive=65536"),
                "--peer #1, persistent-keepalive: '65536' is not a number of seconds from 0 to 65535");
    }

    @Test
    void presharedKeyFiles() throws Exception {
        Path psk = directory.resolve("psk");
        String peer = peer(A, "allowed-ips=10.0.0.2;preshared-key-file=" + psk);
        String place = "--peer #1, preshared-key-file: " + psk;
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> withPeers(peer), place + " does not exist");

        Files.writeString(psk, B + "\n");
        Files.setPosixFilePermissions(psk, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> withPeers(peer), place, "mode 0644", "chmod 600 " + psk);

        Files.writeString(psk, "hunter2");
        Files.setPosixFilePermissions(psk, PosixFilePermissions.fromString("rw-------"));
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> withPeers(peer),
                place,
                "preshared key is not a key: 32 bytes in base64");
    }

    @Test
    void peersThatContradictEachOther() {
        refusedPeers(
                new String[] {peer(A, "allowed-ips=10.0.0.2"), peer(A, "allowed-ips=10.0.0.3")},
                "--peer #2, public-key: the key " + A + " is that of another peer already (--peer #1, public-key)");
        refusedPeers(
                new String[] {peer(A, "allowed-ips=10.0.0.2"), peer(B, "allowed-ips=10.0.0.3,10.0.0.2/32")},
                "--peer #2, allowed-ips: 10.0.0.2/32 belongs to another peer already (--peer #1, allowed-ips)");
    }

    @Test
    void aNarrowerPrefixOfAnotherPeerIsFine() throws ExitException {
        assertThat(withPeers(peer(A, "allowed-ips=10.0.0.0/24"), peer(B, "allowed-ips=10.0.0.3/32"))
                        .peers())
                .hasSize(2);
    }

    @Test
    void theOwnAddressAsAPeers() {
        refusedPeer(
                peer(A, "allowed-ips=10.0.0.1/32"),
                "--peer #1, allowed-ips: 10.0.0.1/32 is this edge's own address: name the peer's");
    }

    @Test
    void endpointsInsideTheOverlay() {
        refusedPeers(
                new String[] {peer(A, "allowed-ips=10.0.0.2;endpoint=192.0.2.9:1"), peer(B, "allowed-ips=192.0.2.0/24")
                },
                "--peer #1, endpoint: 192.0.2.9 is inside the overlay (192.0.2.0/24), so packets to it would loop");
        refusedPeer(
                peer(A, "allowed-ips=10.9.0.0/16;endpoint=10.0.0.2:1"),
                "--peer #1, endpoint: 10.0.0.2 is inside the overlay (10.0.0.0/24)");
    }

    @Test
    void theOwnKeyAsAPeers() throws ExitException {
        List<PeerConfig> peers = withPeers(peer(A, "allowed-ips=10.0.0.2")).peers();

        PeerChecks.refuseOwnKey(peers, B);
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> PeerChecks.refuseOwnKey(peers, A),
                "peer " + A + " has this edge's own key",
                "'edge key'");
    }
}
