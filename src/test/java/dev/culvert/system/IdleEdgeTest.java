package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.status.PathKind;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.system.lab.ThreadTimes;
import dev.culvert.system.sim.Gateway;
import dev.culvert.system.sim.SimMember;
import dev.culvert.system.sim.SimNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What idle peers cost a real edge: all of them on direct paths that are kept open. The peers are simulated, each with a
 * socket of its own; the edge runs as its service starts it. {@code -Dculvert.peers=1000 -Dculvert.seconds=60} is what the
 * goal is measured by: the processor time of all threads of the edge, once the JIT compiler has no more to do.
 *
 * <pre>
 *  members 100.64.0.0/16 ── crowd 198.18.0.1 ── 198.18.0.2 sn
 *                                 198.18.1.1 ── 198.18.1.2 edge
 * </pre>
 */
final class IdleEdgeTest {
    private static final int PEERS = Integer.getInteger("culvert.peers", 200);
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("culvert.seconds", 10));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What a peer says again while it is relayed: rounds go on only as long as packets do. */
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** Rounds at once: a fifth of what the edge's budget for probes has a second, and little beside its queue of events. */
    private static final int AT_ONCE = 20;

    /** The compiler is done when it takes less than a tenth of the goal, for so long. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private static final double QUIET_PERCENT = 0.05;
    private static final Duration COMPILED = Duration.ofMinutes(5);
    private static final String AS_SERVICE = "export JDK_JAVA_OPTIONS='-Xmx256m -XX:+UseSerialGC'";
    private static final int EDGE_PORT = 5_000;
    private static final IpAddress OVERLAY = IpAddress.parse("10.0.255.1");

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host crowd = lab.host("crowd");
    private final SupernodeProcess supernode = SupernodeProcess.on(attach("sn", 0), Overlay.SUPERNODE_PORT);
    private final EdgeProcess edge = EdgeProcess.on(attach("e", 1), OVERLAY + "/16", EDGE_PORT);
    private final SimNetwork network = new SimNetwork(1);
    private final String secret =
            CommunitySecret.of(new byte[CommunitySecret.BYTES]).encoded();
    private final CommunityKeys keys = CommunityKeys.derive("crowd", secret);

    @AutoClose
    private final Gateway gateway = gateway();

    private final List<SimMember> members =
            IntStream.range(0, PEERS).mapToObj(this::member).toList();

    private Host attach(String name, int number) {
        Host host = lab.host(name);
        crowd.forward();
        lab.link(crowd, "198.18." + number + ".1/30", host, "198.18." + number + ".2/30");
        host.ip("route add default via 198.18." + number + ".1");
        return host;
    }

    private Gateway gateway() {
        crowd.ip("route add local 100.64.0.0/16 dev lo");
        Gateway made = new Gateway(network, crowd, new Endpoint(IpAddress.parse("198.18.0.2"), Overlay.SUPERNODE_PORT));
        made.addEdge(new Endpoint(IpAddress.parse("198.18.1.2"), EDGE_PORT));
        return made;
    }

    private SimMember member(int number) {
        String rest = number / 250 + "." + (1 + number % 250);
        return new SimMember(network, keys, "100.64." + rest, "10.0." + rest + "/16", gateway);
    }

    private List<String> joining() {
        Path file = lab.directory("secret").resolve("secret");
        try {
            Files.writeString(file, secret + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                "-c",
                "crowd",
                "--secret-file",
                file.toString(),
                "-l",
                "198.18.0.2:" + Overlay.SUPERNODE_PORT,
                "--no-port-mapping");
    }

    private void meet() {
        members.forEach(SimMember::start);
        gateway.runUntil(() -> members.stream().allMatch(SimMember::isRegistered), PATIENCE);
        for (int i = 0; i < PEERS; i += AT_ONCE) {
            meet(members.subList(i, Math.min(PEERS, i + AT_ONCE)));
        }
    }

    private void meet(List<SimMember> some) {
        long endNs = network.nowNs() + PATIENCE.toNanos();
        while (!some.stream().allMatch(SimMember::isDirect)) {
            assertThat(network.nowNs() - endNs).as("time left for direct paths").isNegative();
            some.stream().filter(member -> !member.isDirect()).forEach(member -> member.ping(OVERLAY));
            long againNs = network.nowNs() + AGAIN.toNanos();
            gateway.runUntil(
                    () -> network.nowNs() >= againNs || some.stream().allMatch(SimMember::isDirect),
                    AGAIN.multipliedBy(2));
        }
    }

    /** Pings after the last data, the search for sizes, and what the JIT compiler makes of all that, are over. */
    private void settle() {
        long endNs = network.nowNs() + COMPILED.toNanos();
        ThreadTimes spent;
        do {
            assertThat(network.nowNs() - endNs)
                    .as("time left for the JIT compiler")
                    .isNegative();
            spent = spend(QUIET);
        } while (spent.compilersPercent(QUIET) > QUIET_PERCENT);
    }

    private ThreadTimes spend(Duration time) {
        ThreadTimes before = ThreadTimes.of(edge.running().pid());
        pass(time);
        return ThreadTimes.of(edge.running().pid()).since(before);
    }

    private long direct() {
        return edge.status().peers().stream()
                .filter(peer -> peer.path() == PathKind.DIRECT)
                .count();
    }

    private void pass(Duration time) {
        long endNs = network.nowNs() + time.toNanos();
        gateway.runUntil(() -> network.nowNs() >= endNs, time.plusSeconds(1));
    }

    @Test
    void idlePeers_costLittle() {
        supernode.start("--max-edges-per-community", Integer.toString(PEERS + 1));
        edge.launchAfter(AS_SERVICE, joining());
        edge.awaitReady();
        Overlay.awaitRegistered(edge);
        meet();
        pass(QUIET);
        long sessions = edge.count(CounterId.SESSIONS_MADE); // asked now, as answering is work
        settle();

        ThreadTimes spent = spend(MEASURED);

        long direct = direct();
        System.out.printf(
                "%d idle peers, %d direct: CPU of the edge %s over %s%n",
                PEERS, direct, spent.describe(MEASURED), MEASURED);
        assertThat(direct).isEqualTo(PEERS);
        assertThat(edge.count(CounterId.SESSIONS_MADE)).isEqualTo(sessions);
    }
}
