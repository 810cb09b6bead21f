package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.EdgeProcess;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is left of an edge that ended; the network is {@link TwoHosts}. */
final class EdgeStopTest {
    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    private final EdgeProcess edge = hosts.edgeOnA();

    private void assertNothingLeft() {
        assertThat(edge.running().isRunning()).isFalse();
        assertThat(hosts.a().exec("ip", "link").out()).doesNotContain(edge.device());
        assertThat(hosts.a().exec("ip", "route", "show", "table", "all").out()).doesNotContain("10.0.0.");
        assertThat(hosts.a().exec("ss", "-Huan").out()).isBlank();
    }

    @Test
    void terminatedEdge_leavesNothing() {
        edge.start(hosts.edgeOnB().asPeer());
        assertThat(hosts.a().exec("ip", "link").out()).contains(edge.device());
        assertThat(hosts.a().exec("ss", "-Huan").out()).contains(":" + TwoHosts.EDGE_PORT);
        edge.stop();
        assertNothingLeft();
        assertThat(edge.stateDirectory().resolve("control.sock")).doesNotExist();
    }

    @Test
    void killedEdge_leavesNothingThatStopsTheNext() {
        edge.start(hosts.edgeOnB().asPeer());
        edge.kill();
        assertNothingLeft();
        edge.start(hosts.edgeOnB().asPeer());
        assertThat(edge.status().publicKey()).hasToString(edge.publicKey());
    }
}
