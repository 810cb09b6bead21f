package dev.culvert.edge.config;

import static dev.culvert.edge.config.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Port mappings and forwarding by hand. */
class ReachabilityResolverTest {
    private static final Map<ConfigKey, String> COMMUNITY = Map.of(
            ConfigKey.COMMUNITY, "mynet", ConfigKey.SECRET, "correct horse battery", ConfigKey.SUPERNODE, "host:7654");

    @TempDir
    private Path directory;

    private static EdgeConfig resolve(Map<ConfigKey, String> values) throws ExitException {
        Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
        values.forEach((key, text) -> settings.put(key, new Setting(text, Origin.option("--" + key))));
        COMMUNITY.forEach((key, text) -> settings.put(key, new Setting(text, Origin.option("--" + key))));
        return ConfigResolver.resolve(new EdgeSettings(new Settings<>(settings), List.of()), Nobody.AROUND);
    }

    private static Map<ConfigKey, String> advertising(String text) {
        return Map.of(ConfigKey.ADVERTISE, text, ConfigKey.PORT, "7777", ConfigKey.ADDRESS, "10.0.0.1/24");
    }

    @Test
    void theRouterIsAskedUnlessItShallNot() throws ExitException {
        assertThat(resolve(Map.of()).reachability()).isEqualTo(Reachability.DEFAULT);
        assertThat(resolve(Map.of(ConfigKey.NO_PORT_MAPPING, "true")).reachability())
                .isEqualTo(new Reachability(false, List.of()));
    }

    @Test
    void endpointsThatAreForwardedByHand() throws ExitException {
        assertThat(resolve(advertising("203.0.113.7:51820, [2001:db8::7]:7777,192.168.7.7:1"))
                        .reachability())
                .isEqualTo(new Reachability(
                        true,
                        List.of(
                                new Endpoint(IpAddress.parse("203.0.113.7"), 51_820),
                                new Endpoint(IpAddress.parse("2001:db8::7"), 7777),
                                new Endpoint(IpAddress.parse("192.168.7.7"), 1))));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,'--advertise: ''203.0.113.7'' has no port: write IP:PORT, such as 203.0.113.7:51820'",
        "203.0.113.7:0,has no port between 1 and 65535",
        "203.0.113.7:65536,has no port between 1 and 65535",
        "2001:db8::7:7777,'has an IPv6 address without brackets: write IP:PORT, such as 203.0.113.7:51820 or [2001:db8::7]:51820'",
        "'',has no port",
        "'203.0.113.7:1,',has no port",
        "router.example.org:7777,'has a name: write IP:PORT, such as 203.0.113.7:7777'",
        "0.0.0.0:7777,is not the address of one host",
        "224.0.0.1:7777,is not the address of one host",
        "255.255.255.255:7777,255.255.255.255 means another host to everybody else",
        "127.0.0.1:7777,127.0.0.1 means another host to everybody else",
        "169.254.0.1:7777,169.254.0.1 means another host to everybody else",
        "[fe80::1]:7777,fe80::1 means another host to everybody else",
        "10.0.0.9:7777,10.0.0.9 is inside the overlay (10.0.0.0/24)",
        "'203.0.113.7:1,203.0.113.7:1',203.0.113.7:1 is given twice",
    })
    void whatCannotBeAdvertised(String text, String message) {
        assertRefused(ExitCode.USAGE, () -> resolve(advertising(text)), message);
    }

    @Test
    void forwardingLeadsToOnePort() {
        assertRefused(
                ExitCode.USAGE,
                () -> resolve(Map.of(ConfigKey.ADVERTISE, "203.0.113.7:51820")),
                "--advertise: what is forwarded by hand leads to one local port, and none is fixed: add the port, such as --port 7777");
    }

    @Test
    void nobodyCallsAnEdgeThatIsRelayedOnly() {
        assertRefused(
                ExitCode.USAGE,
                () -> resolve(Map.of(
                        ConfigKey.ADVERTISE, "203.0.113.7:51820", ConfigKey.PORT, "7777", ConfigKey.PATH, "relay")),
                "--advertise: tells others where to reach this edge directly, which --path relay forbids: leave one");
    }

    @Test
    void anAddressChosenLaterMayShowThatItIsInside() throws ExitException {
        Reachability reachability = resolve(Map.of(ConfigKey.ADVERTISE, "10.0.0.9:7777", ConfigKey.PORT, "7777"))
                .reachability();
        reachability.refuseInside(IpPrefix.parse("10.0.1.1/24"));
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> reachability.refuseInside(IpPrefix.parse("10.0.0.1/24")),
                "advertise: 10.0.0.9 is inside the overlay (10.0.0.0/24): write the address");
    }

    @Test
    void withoutACommunityNobodyWouldBeTold() {
        assertRefused(
                ExitCode.USAGE,
                () -> ConfigResolver.resolve(
                        new EdgeSettings(
                                new Settings<>(Map.of(
                                        ConfigKey.ADDRESS,
                                        new Setting("10.0.0.1/24", Origin.option("-a")),
                                        ConfigKey.ADVERTISE,
                                        new Setting("203.0.113.7:1", Origin.option("--advertise")))),
                                List.of()),
                        Nobody.AROUND),
                "--advertise: belongs to a community, and none is named: add --community NAME");
    }

    @Test
    void bothCanStandInTheFile() throws Exception {
        Path file = directory.resolve("edge.toml");
        Files.writeString(file, """
                community = "mynet"
                secret-file = "secret"
                supernode = "host:7654"
                port = 7777
                no-port-mapping = true
                advertise = ["203.0.113.7:51820", "203.0.113.8:51820"]
                """);
        EdgeSettings settings = EdgeSettings.read(file);
        assertThat(settings.options().flag(ConfigKey.NO_PORT_MAPPING)).isTrue();
        assertThat(ReachabilityResolver.resolve(settings.options(), PathMode.AUTO, 7777, Optional.empty())
                        .advertised())
                .hasSize(2);
        Files.writeString(file, "advertise = 7\n");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> EdgeSettings.read(file),
                file + " line 1, advertise",
                "text in quotes, or a list of such texts");
        Files.writeString(
                file,
                "community = \"c\"\nsecret-file = \"s\"\nsupernode = \"host:7654\"\nadvertise = \"203.0.113.7:1\"\n");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> ConfigResolver.resolve(EdgeSettings.read(file), Nobody.AROUND),
                file + " line 4, advertise",
                "add the port, such as port = 7777");
    }
}
