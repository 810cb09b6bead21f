package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge whose host's network changes. */
final class NetworkChangeTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration A_TELLING =
            Duration.ofNanos(Timing.NETWORK_CHANGE_SPACING_NS + Timing.NETWORK_SETTLE_NS);
    private static final int STORM = 10_000;

    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    private final EdgeProcess edge = hosts.edgeOnA();
    private final Host a = hosts.a();
    private final String device = hosts.link().aInterface();

    @BeforeEach
    void start() {
        edge.start(hosts.edgeOnB().asPeer());
    }

    @Test
    void addressesLinksAndRoutes_areNoticedWithinASecond_theOwnDevicesAreNot() {
        notices("address 192.0.2.50 added on " + device, () -> a.address(device, "192.0.2.50/24"));
        assertThat(lines().getLast()).endsWith("now [192.0.2.1, 192.0.2.50, 2001:db8::1]");
        notices("address 192.0.2.50 gone from " + device, () -> a.ip("addr del 192.0.2.50/24 dev " + device));
        notices("address 2001:db8::50 added", () -> a.address(device, "2001:db8::50/64"));
        notices("address 2001:db8::50 gone", () -> a.ip("addr del 2001:db8::50/64 dev " + device));
        notices(
                "link " + device + " down",
                () -> hosts.b().ip("link set " + hosts.link().bInterface() + " down"));
        assertThat(lines().getLast()).endsWith("now []");
        notices(
                "link " + device + " up",
                () -> hosts.b().ip("link set " + hosts.link().bInterface() + " up"));
        notices("default route by " + device + " added", () -> a.ip("route add default via " + TwoHosts.B));
        notices("default route by " + device + " gone", () -> a.ip("route del default via " + TwoHosts.B));
        notices("route to 198.51.100.0/24", () -> a.ip("route add 198.51.100.0/24 via " + TwoHosts.B));
        int told = lines().size();
        a.ip("addr add 10.0.0.77/32 dev " + edge.device());
        a.ip("route add 10.77.0.0/16 dev " + edge.device());
        a.ip("addr del 10.0.0.77/32 dev " + edge.device());
        pass(A_TELLING);
        assertThat(lines()).hasSize(told);
    }

    @Test
    void aStorm_isToldOnceASecond_andItsLastChangeIsNotLost() throws IOException {
        Path batch = hosts.lab().directory("storm").resolve("batch");
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < STORM / 2; i++) {
            String address = "198.51.100." + (1 + i % 200) + "/32 dev " + device + "\n";
            commands.append("addr add ").append(address).append("addr del ").append(address);
        }
        Files.writeString(batch, commands + "addr add 192.0.2.99/24 dev " + device + "\n");
        long startNs = System.nanoTime();
        a.ip("-batch " + batch);
        Await.until(
                "the last change",
                A_TELLING.plus(SOON),
                () -> lines().stream().anyMatch(line -> line.endsWith("now [192.0.2.1, 192.0.2.99, 2001:db8::1]")));
        pass(A_TELLING);
        long seconds = Duration.ofNanos(System.nanoTime() - startNs).toSeconds();
        assertThat(lines().size()).isLessThanOrEqualTo((int) seconds + 1);
        System.out.printf("network storm: %,d changes told in %d lines in %d s%n", STORM, lines().size(), seconds);
        assertThat(edge.isRunning()).isTrue();
        notices("address 192.0.2.99 gone", () -> a.ip("addr del 192.0.2.99/24 dev " + device));
    }

    /** Makes a change that is not the next after another, and sees that it is told. */
    private void notices(String words, Runnable change) {
        pass(A_TELLING);
        int before = lines().size();
        change.run();
        Await.until(words, SOON, () -> lines().size() > before);
        assertThat(lines().getLast()).contains("network changed: " + words);
    }

    private List<String> lines() {
        return edge.log()
                .lines()
                .filter(line -> line.contains("network changed"))
                .toList();
    }

    private static void pass(Duration time) {
        assertThat(Await.holds(time, () -> false)).isFalse();
    }
}
