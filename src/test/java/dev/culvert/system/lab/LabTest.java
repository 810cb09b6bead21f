package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LabTest {
    /**
     * Three hosts behind three NATs, all with the same private address; the server has no route to it.
     *
     * <pre>
     *  in1 192.168.1.2 ── .1 nat1 203.0.113.1 ── 203.0.113.2 ─┐
     *  in2 192.168.1.2 ── .1 nat2 203.0.113.5 ── 203.0.113.6 ─┼ server
     *  in3 192.168.1.2 ── .1 nat3 203.0.113.9 ── 203.0.113.10 ┘
     * </pre>
     */
    @Test
    void threeHostsBehindThreeNats_reachTheServerAndEachOthersNat() {
        try (Lab lab = Lab.open()) {
            Host server = lab.host("server");
            server.forward();
            List<Host> inside = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> behindNat(lab, server, i))
                    .toList();
            for (Host host : inside) {
                assertThat(host.ping("203.0.113.2", 1).lost()).isZero();
                assertThat(host.ping("203.0.113.9", 1).lost()).isZero();
            }
            assertThat(server.attempt(Duration.ofSeconds(5), List.of("ping", "-c1", "-W1", "192.168.1.2"))
                            .err())
                    .contains("unreachable");
        }
    }

    private static Host behindNat(Lab lab, Host server, int i) {
        Host inside = lab.host("in" + i);
        Host nat = lab.host("nat" + i);
        String serverAddress = "203.0.113." + (4 * i - 2);
        Link wan = lab.link(nat, "203.0.113." + (4 * i - 3) + "/30", server, serverAddress + "/30");
        lab.link(inside, "192.168.1.2/24", nat, "192.168.1.1/24");
        inside.ip("route add default via 192.168.1.1");
        nat.ip("route add default via " + serverAddress);
        nat.masquerade(wan.aInterface());
        return inside;
    }

    @Test
    void secondLinkBetweenTheSameHosts_hasItsOwnInterfaces() {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            Host b = lab.host("b");
            lab.link(a, "192.0.2.1/24", b, "192.0.2.2/24");
            Link second = lab.link(a, "2001:db8::1/64", b, "2001:db8::2/64");
            assertThat(second.aInterface()).isEqualTo("to-b2");
            assertThat(a.ping("192.0.2.2", 1).lost()).isZero();
            assertThat(a.ping("2001:db8::2", 1).lost()).isZero();
        }
    }

    @Test
    void close_endsProcessesAndRemovesNamespaces() {
        String namespace;
        Spawned sleeper;
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            namespace = a.namespace();
            sleeper = a.spawn("sleep", "1000");
            assertThat(sleeper.isRunning()).isTrue();
        }
        assertThat(sleeper.isRunning()).isFalse();
        assertThat(Shell.exec("ip", "netns", "list").out()).doesNotContain(namespace);
    }

    @Test
    void open_removesTheNamespacesOfDeadTestRuns() {
        String stale = "cv" + deadPid() + "-1-a";
        String alive = "cv" + ProcessHandle.current().pid() + "-99999-a";
        Shell.exec("ip", "netns", "add", stale);
        Shell.exec("ip", "netns", "add", alive);
        try (Lab lab = Lab.open()) {
            String list = Shell.exec("ip", "netns", "list").out();
            assertThat(list).doesNotContain(stale).contains(alive);
            assertThat(lab.directory("x")).exists();
        } finally {
            Host.removeNamespace(alive);
        }
    }

    @Test
    void exec_failsWithTheCommandAndItsOutput() {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            assertThatThrownBy(() -> a.exec("ip", "link", "show", "nowhere"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ip link show nowhere")
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> a.attempt(Duration.ofMillis(50), List.of("sleep", "1000")))
                    .hasMessageContaining("still running");
        }
    }

    private static long deadPid() {
        return Shell.exec("sh", "-c", "echo $$").out().strip().transform(Long::parseLong);
    }
}
