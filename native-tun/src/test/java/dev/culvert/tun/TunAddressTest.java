package dev.culvert.tun;

import static dev.culvert.tun.TestLink.prefixes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.tun.TunException.Reason;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that come or change after the device was opened. */
@ExtendWith(FreshNamespace.class)
@Timeout(30)
class TunAddressTest {
    private static final String NAME = "cvt-t0";

    @Test
    void firstAddress_comesLater() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME))) {
            assertThat(onTheInterface()).isEmpty();
            device.replaceAddress(Prefix.parse("10.213.0.1/24"));
            assertThat(onTheInterface()).containsExactly("10.213.0.1/24");
            assertThat(device.addresses()).containsExactly(Prefix.parse("10.213.0.1/24"));
            assertThat(routes()).containsExactly("0000D50A 00FFFFFF");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.213.0.1/24,10.213.0.2/24,0000D50A 00FFFFFF",
        "10.213.0.1/24,10.213.0.1/16,0000D50A 0000FFFF",
        "10.213.0.1/16,10.213.0.1/24,0000D50A 00FFFFFF",
        "10.213.0.1/24,10.216.0.1/24,0000D80A 00FFFFFF",
        "10.213.0.1/24,10.213.0.1/24,0000D50A 00FFFFFF"
    })
    void address_isReplaced_andOtherRoutesStay(String before, String after, String network) throws Exception {
        // What a distribution may have set, and what the kernel does by itself.
        Files.writeString(Path.of("/proc/sys/net/ipv4/conf/default/promote_secondaries"), "0");
        var config = new TunConfig(NAME, 1400, 1, false, prefixes(before), prefixes("10.214.0.0/16"));
        try (TunDevice device = TunDevice.open(config)) {
            device.replaceAddress(Prefix.parse(after));
            assertThat(onTheInterface()).containsExactly(after);
            assertThat(routes()).containsExactlyInAnyOrder(network, "0000D60A 0000FFFF");
        }
    }

    @Test
    void ipv6Address_isReplacedByItself() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24", "fd00:213::1/64"))) {
            device.replaceAddress(Prefix.parse("fd00:213::2/64"));
            assertThat(onTheInterface())
                    .containsExactlyInAnyOrder("10.213.0.1/24", "fd000213000000000000000000000002/64");
            assertThat(device.addresses()).containsExactlyElementsOf(prefixes("10.213.0.1/24", "fd00:213::2/64"));
        }
    }

    @Test
    void oneOfSeveral_becomesTheOnlyOne() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24", "10.213.0.2/24"))) {
            device.replaceAddress(Prefix.parse("10.213.0.2/24"));
            assertThat(onTheInterface()).containsExactly("10.213.0.2/24");
        }
    }

    @Test
    void addressThatSomebodyElseRemoved_isReplacedAllTheSame() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"));
                RouteSocket socket = RouteSocket.open()) {
            var removal = LinkMessages.withoutAddress(device.index(), Prefix.parse("10.213.0.1/24"));
            assertThat(socket.execute("test", removal).ok()).isTrue();
            device.replaceAddress(Prefix.parse("10.213.0.2/24"));
            assertThat(onTheInterface()).containsExactly("10.213.0.2/24");
        }
    }

    @Test
    void networkOfAnotherInterface_isRefused_andTheOldAddressStays() throws Exception {
        try (TunDevice other = TunDevice.open(TestLink.config("cvt-t1", "10.215.0.1/24"));
                TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"))) {
            assertThat(other.index()).isNotEqualTo(device.index());
            assertRefused(
                    device,
                    "10.215.0.2/24",
                    Reason.ADDRESS_IN_USE,
                    "address 10.215.0.2/24 overlaps 10.215.0.1/24, which this host has on cvt-t1");
        }
    }

    @Test
    void addressThatNoHostCanHave_isRefused_andTheOldAddressStays() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"))) {
            assertRefused(device, "10.213.0.255/24", Reason.BAD_ADDRESS, "the broadcast address");
        }
    }

    @Test
    void addressThatTheKernelRefuses_leavesTheOldOne() throws Exception {
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"))) {
            assertRefused(
                    device, "fd00:213::1/64", Reason.BAD_ADDRESS, "adding address fd00:213:", "the kernel says: ");
        }
    }

    @Test
    void withoutCapability() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"))) {
            Capabilities.dropAll();
            TunException e = catchThrowableOfType(
                    TunException.class, () -> device.replaceAddress(Prefix.parse("10.213.0.2/24")));
            assertThat(e.reason()).isEqualTo(Reason.NO_PERMISSION);
            assertThat(e)
                    .hasMessageContaining("adding address 10.213.0.2/24 to cvt-t0")
                    .hasMessageContaining("CAP_NET");
            assertThat(onTheInterface()).containsExactly("10.213.0.1/24");
        }
    }

    @Test
    void closedDevice_isRefused() throws Exception {
        TunDevice device = TunDevice.open(TestLink.config(NAME, "10.213.0.1/24"));
        device.close();
        TunException e =
                catchThrowableOfType(TunException.class, () -> device.replaceAddress(Prefix.parse("10.213.0.2/24")));
        assertThat(e).hasMessageContaining("the device is closed");
    }

    private static void assertRefused(TunDevice device, String address, Reason reason, String... words)
            throws Exception {
        List<String> before = onTheInterface();
        TunException e = catchThrowableOfType(TunException.class, () -> device.replaceAddress(Prefix.parse(address)));
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        assertThat(e.getMessage()).contains(List.of(words));
        assertThat(onTheInterface()).isEqualTo(before);
        assertThat(device.addresses()).containsExactly(Prefix.parse("10.213.0.1/24"));
    }

    /** Its IPv4 addresses with their networks' lengths, and its IPv6 ones as /proc writes them. */
    private static List<String> onTheInterface() throws Exception {
        List<String> found = new ArrayList<>();
        NetworkInterface seen = NetworkInterface.getByName(NAME);
        if (seen != null) {
            seen.getInterfaceAddresses().stream()
                    .filter(a -> a.getAddress() instanceof Inet4Address)
                    .map(a -> new Prefix(a.getAddress(), a.getNetworkPrefixLength()).toString())
                    .forEach(found::add);
        }
        // Of IPv6, the JDK looks at the namespace of the process.
        Files.readAllLines(Path.of("/proc/thread-self/net/if_inet6")).stream()
                .filter(line -> line.endsWith(" " + NAME))
                .map(line -> line.substring(0, 32) + "/" + HexFormat.fromHexDigits(line, 36, 38))
                .forEach(found::add);
        return found;
    }

    /** Destination and mask of each route of the device, as /proc writes them. */
    private static List<String> routes() throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/net/route")).stream()
                .map(line -> line.split("\t"))
                .filter(column -> column[0].equals(NAME))
                .map(column -> column[1] + " " + column[7])
                .toList();
    }
}
