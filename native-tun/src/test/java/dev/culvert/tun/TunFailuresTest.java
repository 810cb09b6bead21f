package dev.culvert.tun;

import static dev.culvert.tun.TestLink.prefixes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.tun.TunException.Reason;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which opening can fail: the reason, the words, and that nothing is left. */
@ExtendWith(FreshNamespace.class)
@Timeout(30)
class TunFailuresTest {
    private static final String NAME = "cvt-t0";
    private static final TunConfig GOOD = TestLink.config(NAME, "10.213.0.1/24");

    @TempDir
    Path directory;

    @Test
    void withoutCapability() throws Exception {
        Capabilities.dropAll();
        assertRefused(GOOD, Reason.NO_PERMISSION, "creating interface cvt-t0", "CAP_NET_ADMIN");
    }

    @Test
    void nodeThatMayNotBeOpened() throws Exception {
        Path node = Files.createFile(directory.resolve("tun"));
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("---------"));
        Capabilities.dropAll();
        assertRefused(GOOD, node.toString(), Reason.NO_PERMISSION, "opening " + node, "CAP_NET_ADMIN");
    }

    @Test
    void missingNode() throws Exception {
        String node = directory.resolve("tun").toString();
        assertRefused(GOOD, node, Reason.NO_DEVICE_NODE, "opening " + node, "modprobe tun");
    }

    @Test
    void nodeOfAnotherKind() throws Exception {
        assertRefused(GOOD, "/dev/null", Reason.OTHER, "creating interface cvt-t0", "errno 25");
    }

    @Test
    void nameOfATunDevice() throws Exception {
        try (TunDevice first = TunDevice.open(GOOD)) {
            long before = Descriptors.open();
            TunException e = refusal(GOOD, TunNode.PATH);
            assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN);
            assertThat(e).hasMessageContaining("cvt-t0").hasMessageContaining("choose another with -d");
            assertThat(Descriptors.open()).isEqualTo(before);
            assertThat(NetworkInterface.getByIndex(first.index())).isNotNull();
        }
    }

    @Test
    void nameOfAnotherDevice() throws Exception {
        TunException e = refusal(TestLink.config("lo", "10.213.0.1/24"), TunNode.PATH);
        assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN);
    }

    @Test
    void networkOfAnotherInterface() throws Exception {
        try (TunDevice first = TunDevice.open(TestLink.config("cvt-t1", "10.213.0.1/24", "fd00:213::1/64"))) {
            assertThat(first.index()).isPositive();
            assertRefused(
                    GOOD,
                    Reason.ADDRESS_IN_USE,
                    "address 10.213.0.1/24 overlaps 10.213.0.1/24, which this host has on cvt-t1");
            assertRefused(
                    TestLink.config(NAME, "10.0.0.1/8"),
                    Reason.ADDRESS_IN_USE,
                    "address 10.0.0.1/8 overlaps 10.213.0.1/24");
            assertRefused(TestLink.config(NAME, "fd00:213::9/128"), Reason.ADDRESS_IN_USE, "overlaps fd00:213:");
            TunDevice.open(TestLink.config(NAME, "10.213.1.1/24", "fd00:213:0:1::1/64"))
                    .close();
        }
    }

    @Test
    void addressGivenTwice() throws Exception {
        assertRefused(
                TestLink.config(NAME, "10.213.0.1/24", "10.213.0.1/24"),
                Reason.BAD_ADDRESS,
                "adding address 10.213.0.1/24 to cvt-t0",
                "File exists");
    }

    @Test
    void addressThatOnlyTheKernelRefuses_isExplainedByTheKernel() throws Exception {
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
        assertRefused(
                TestLink.config(NAME, "10.213.0.1/24", "fd00:213::1/64"),
                Reason.BAD_ADDRESS,
                "adding address fd00:213:0:0:0:0:0:1/64 to cvt-t0",
                "the kernel says: ",
                "IPv6 is disabled on this device");
    }

    @Test
    void routeGivenTwice() throws Exception {
        assertRefused(
                withRoutes("10.214.0.0/16", "10.214.9.9/16"),
                Reason.ROUTE_IN_USE,
                "routing 10.214.0.0/16 through cvt-t0",
                "remove it first");
        assertRefused(withRoutes("fd00:214::/48", "fd00:214::/48"), Reason.ROUTE_IN_USE, "routing fd00:214:0:");
    }

    @Test
    void routeToAnotherInterfacesNetwork() throws Exception {
        try (TunDevice first = TunDevice.open(TestLink.config("cvt-t1", "10.215.0.1/24", "fd00:215::1/64"))) {
            assertThat(first.index()).isPositive();
            assertRefused(
                    withRoutes("10.215.0.0/24"),
                    Reason.ROUTE_IN_USE,
                    "the network of 10.215.0.1/24, which this host has on cvt-t1");
            assertRefused(withRoutes("fd00:215::/64"), Reason.ROUTE_IN_USE, "the network of fd00:215:");
        }
    }

    @Test
    void routeToTheDevicesOwnNetwork_isThereAlready() throws Exception {
        TunDevice.open(withRoutes("10.213.0.0/24")).close();
    }

    @Test
    void routeAddedLater() throws Exception {
        try (TunDevice device = TunDevice.open(GOOD)) {
            device.addRoute(Prefix.parse("10.214.0.0/16"));
            TunException e =
                    catchThrowableOfType(TunException.class, () -> device.addRoute(Prefix.parse("10.214.0.0/16")));
            assertThat(e.reason()).isEqualTo(Reason.ROUTE_IN_USE);
            assertThat(NetworkInterface.getByName(NAME)).as("still there").isNotNull();
        }
    }

    @Test
    void failureAfterSeveralQueues_closesAllOfThem() throws Exception {
        assertRefused(
                new TunConfig(NAME, 1400, 4, true, GOOD.addresses(), prefixes("10.214.0.0/16", "10.214.0.0/16")),
                Reason.ROUTE_IN_USE,
                "routing 10.214.0.0/16");
    }

    private static TunConfig withRoutes(String... routes) {
        return new TunConfig(NAME, 1400, 1, false, prefixes("10.213.0.1/24", "fd00:213::1/64"), prefixes(routes));
    }

    private static void assertRefused(TunConfig config, Reason reason, String... words) throws Exception {
        assertRefused(config, TunNode.PATH, reason, words);
    }

    private static void assertRefused(TunConfig config, String node, Reason reason, String... words) throws Exception {
        long before = Descriptors.open();
        TunException e = refusal(config, node);
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        assertThat(e.getMessage()).contains(List.of(words));
        assertThat(Descriptors.open()).as("descriptors").isEqualTo(before);
        assertThat(NetworkInterface.getByName(NAME)).as("interface").isNull();
    }

    private static TunException refusal(TunConfig config, String node) {
        return catchThrowableOfType(TunException.class, () -> TunDevice.open(config, node));
    }
}
