package dev.culvert.system;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How long a relayed ping is interrupted when a program is killed and started again. */
final class RestartTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private static final Overlay overlay = new Overlay().relayed();

    private static final SupernodeProcess first = overlay.supernode();
    private static final SupernodeProcess second = overlay.supernode();
    private static final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.behind(NatKind.RANDOM), "10.0.0.2/24");

    @AfterEach
    void stop() {
        overlay.stopEdges();
        first.stopIfRunning();
        second.stopIfRunning();
    }

    private static void start(List<SupernodeProcess> supernodes) {
        supernodes.forEach(SupernodeProcess::start);
        overlay.start(overlay.community(), supernodes, a, b);
    }

    @Test
    void killedSupernode_startedAgain_relaysAgain() {
        start(List.of(first));
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            Figures.measure("supernode started again → relayed ping", Duration.ofSeconds(5), () -> {
                        ping.awaitReplies();
                        first.kill();
                        Instant started = Instant.now();
                        first.relaunch();
                        return ping.firstReplyAfter(started, PATIENCE);
                    })
                    .assertNearTarget();
        }
    }

    @Test
    void killedEdge_startedAgain_isReachable() {
        start(List.of(first));
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            Figures.measure("edge started again → reachable", Duration.ofSeconds(3), () -> {
                        ping.awaitReplies();
                        b.kill();
                        Instant started = Instant.now();
                        b.relaunch();
                        return ping.firstReplyAfter(started, PATIENCE);
                    })
                    .assertNearTarget();
        }
    }

    @Test
    void edgeStarted_reachesAPeer() {
        start(List.of(first));
        b.stop();
        // Until the interface is up, the requests go to the router and are refused.
        try (PingWatch ping = PingWatch.start(b.host(), a.address(), INTERVAL)) {
            Figures.measure("edge started → first ping reply", Duration.ofSeconds(2), () -> {
                        Instant started = Instant.now();
                        b.relaunch();
                        Duration taken = ping.firstReplyAfter(started, PATIENCE);
                        b.awaitReady();
                        b.stop();
                        return taken;
                    })
                    .assertNearTarget();
        }
    }

    @Test
    void activeOneOfTwoSupernodesKilled_theOtherRelays() {
        start(List.of(first, second));
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            Figures.measure("active supernode killed → ping by the other", Duration.ofSeconds(2), () -> {
                        ping.awaitReplies();
                        awaitBothPaths();
                        SupernodeProcess active = active();
                        active.kill();
                        Duration taken = ping.firstReplyAfter(Instant.now(), PATIENCE);
                        active.restart();
                        return taken;
                    })
                    .assertNearTarget();
        }
    }

    /** Both edges are registered with both supernodes, and each relays for them. */
    private static void awaitBothPaths() {
        for (SupernodeProcess supernode : List.of(first, second)) {
            Await.until(
                    "both are at " + supernode.host(),
                    PATIENCE,
                    () -> supernode.status().relays().size() == 1);
        }
        Overlay.awaitRegistered(a);
        Overlay.awaitRegistered(b);
    }

    private static SupernodeProcess active() {
        String address = Overlay.peer(a, b)
                .flatMap(peer -> peer.endpoint().map(Endpoint::address))
                .orElseThrow()
                .toString();
        return address.equals(overlay.address(first.host())) ? first : second;
    }
}
