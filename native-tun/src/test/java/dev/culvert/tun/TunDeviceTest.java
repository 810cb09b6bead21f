package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the kernel has after open, and no longer has after close. */
@ExtendWith(FreshNamespace.class)
class TunDeviceTest {
    private static final TunConfig CONFIG = new TunConfig(
            "cvt-t0",
            1400,
            1,
            false,
            List.of(Prefix.parse("10.213.0.1/24"), Prefix.parse("fd00:213::1/64")),
            List.of(Prefix.parse("10.214.0.0/16"), Prefix.parse("fd00:214::/48")));

    @Test
    void open_makesTheInterfaceAsConfigured() throws Exception {
        try (TunDevice device = TunDevice.open(CONFIG)) {
            NetworkInterface seen = Objects.requireNonNull(NetworkInterface.getByName("cvt-t0"));
            assertThat(seen.getIndex()).isEqualTo(device.index());
            assertThat(seen.getMTU()).isEqualTo(1400).isEqualTo(device.mtu());
            assertThat(seen.isUp()).isTrue();
            assertThat(link("cvt-t0")).contains(" qlen 1000");
            assertThat(seen.getInterfaceAddresses().stream()
                            .map(a -> new Prefix(a.getAddress(), a.getNetworkPrefixLength())))
                    .contains(Prefix.parse("10.213.0.1/24"));
            assertThat(table("if_inet6"))
                    .containsExactly(
                            "fd000213000000000000000000000001 %02x 40 00 82   cvt-t0".formatted(device.index()));
            assertThat(table("route").stream().skip(1).map(line -> line.split("\t")))
                    .extracting(column -> column[0] + " " + column[1] + " " + column[7])
                    .containsExactly("cvt-t0 0000D50A 00FFFFFF", "cvt-t0 0000D60A 0000FFFF");
            assertThat(table("ipv6_route").stream().filter(line -> line.endsWith("cvt-t0")))
                    .anyMatch(line -> line.startsWith("fd000214000000000000000000000000 30 "));
        }
        assertThat(NetworkInterface.getByName("cvt-t0")).isNull();
    }

    private static String link(String name) throws Exception {
        Process ip = new ProcessBuilder("ip", "-o", "link", "show", name).start();
        return new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> table(String name) throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/net", name));
    }
}
