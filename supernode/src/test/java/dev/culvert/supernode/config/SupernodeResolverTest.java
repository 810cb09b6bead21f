package dev.culvert.supernode.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.common.config.ConfigFile;
import dev.culvert.common.config.Keywords;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a supernode may be told, and what is refused, by its words. */
class SupernodeResolverTest {
    private static final Path STATE = Path.of("/var/lib/culvert/supernode");
    private static final String ID = "00112233445566778899aabbccddeeff";

    @TempDir
    private Path directory;

    private static SupernodeConfig resolve(String key, String text) throws ExitException {
        SupernodeKey known = Keywords.find(SupernodeKey.class, key).orElseThrow();
        return SupernodeResolver.resolve(
                new Settings<>(Map.of(known, new Setting(text, Origin.option("--" + key)))), STATE);
    }

    @Test
    void nothingIsRequired() throws ExitException {
        assertThat(SupernodeResolver.resolve(new Settings<>(Map.of()), STATE))
                .isEqualTo(new SupernodeConfig(
                        7654,
                        3478,
                        List.of(),
                        STATE,
                        Set.of(),
                        IpPrefix.parse("10.0.0.0/24"),
                        true,
                        SupernodeLimits.DEFAULT,
                        UdpOffloads.ALL,
                        false));
    }

    @Test
    void everythingCanStandInTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("supernode.toml"), """
                port = 7000
                stun-port = 7001
                public-address = ["192.0.2.1", "2001:db8::1"]
                state-dir = "state"
                allow = "%s"
                auto-prefix = "10.9.0.0/16"
                no-relay = true
                relay-limit-pair = 5
                relay-limit-community = 50
                max-communities = 1
                max-edges = 2
                max-edges-per-community = 3
                max-edges-per-source = 4
                max-relays = 6
                no-udp-gso = true
                no-udp-gro = true
                verbose = true
                """.formatted(ID.toUpperCase(Locale.ROOT)));

        assertThat(SupernodeResolver.resolve(ConfigFile.read(file).settings(SupernodeKey.class), STATE))
                .isEqualTo(new SupernodeConfig(
                        7000,
                        7001,
                        List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                        directory.resolve("state"),
                        Set.of(ID),
                        IpPrefix.parse("10.9.0.0/16"),
                        false,
                        new SupernodeLimits(1, 2, 3, 4, 6, 5_000_000, 50_000_000),
                        new UdpOffloads(false, false),
                        true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "port|0|'0' is not a number from 1 to 65535",
                "port|65536|'65536' is not a number from 1 to 65535",
                "port|x|'x' is not a number from 1 to 65535",
                "port|3478|port 3478 is wanted twice, and STUN needs a second one",
                "stun-port|7654|port 7654 is wanted twice",
                "public-address|host|'host' is not an IP address",
                "public-address|192.0.2.1,|'' is not an IP address",
                "public-address|127.0.0.1|'127.0.0.1' is not an address that others reach a host at",
                "public-address|0.0.0.0|is not an address that others reach a host at",
                "allow|mynet|'mynet' is not a community's id: write the 32 hexadecimal digits that 'edge community'",
                "auto-prefix|10.0.0.1/24|'10.0.0.1/24' has host bits: the network is 10.0.0.0/24",
                "auto-prefix|10.0.0.0/31|'10.0.0.0/31' has too few addresses",
                "auto-prefix|0.0.0.0/0|is no network that hosts can be in",
                "auto-prefix|224.0.0.0/8|is no network that hosts can be in",
                "auto-prefix|ten|'ten' is not an IP address",
                "relay-limit-pair|-1|'-1' is not a number from 0 to 1000000",
                "relay-limit-community|1.5|'1.5' is not a number from 0 to 1000000",
                "max-communities|0|'0' is not a number from 1 to 10000000",
                "max-edges|many|'many' is not a number",
                "max-edges-per-community|0|is not a number from 1",
                "max-edges-per-source|0|is not a number from 1",
                "max-relays|0|is not a number from 1"
            })
    void refused(String key, String text, String message) {
        ExitException refusal = catchThrowableOfType(ExitException.class, () -> resolve(key, text));

        assertThat(refusal).hasMessageStartingWith("--" + key + ": ").hasMessageContaining(message);
        assertThat(refusal.code()).isEqualTo(ExitCode.USAGE);
    }
}
