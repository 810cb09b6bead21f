package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.config.PathMode;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.system.sim.Gateway;
import dev.culvert.system.sim.SimMember;
import dev.culvert.system.sim.SimNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What 500 edges of one community cost a real supernode. The edges are simulated, each with a socket of its own.
 *
 * <pre>
 *  500 members 100.64.0.0/16 ── crowd 198.18.0.1 ── 198.18.0.2 sn
 * </pre>
 */
final class CrowdTest {
    private static final int EDGES = 500;
    /** Each pings the next, the last one the first. */
    private static final int PEERS = 2;

    /** More than there are generations of keys that a session keeps. */
    private static final int MORE_STARTS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Twice of what was measured. A supernode takes 10,000 edges by default, and its service has 256 MB of heap. */
    private static final long MOST_HEAP_BYTES = 12 << 20;

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host host = lab.host("sn");
    private final SupernodeProcess supernode = SupernodeProcess.on(host, Overlay.SUPERNODE_PORT);
    private final SimNetwork network = new SimNetwork(1);
    private final CommunityKeys keys = CommunityKeys.derive(
            "crowd", CommunitySecret.of(new byte[CommunitySecret.BYTES]).encoded());

    @AutoClose
    private final Gateway gateway = gateway();

    private final List<SimMember> members =
            IntStream.range(0, EDGES).mapToObj(this::member).toList();

    private Gateway gateway() {
        Host crowd = lab.host("crowd");
        lab.link(crowd, "198.18.0.1/30", host, "198.18.0.2/30");
        crowd.ip("route add local 100.64.0.0/16 dev lo");
        host.ip("route add 100.64.0.0/16 via 198.18.0.1");
        Endpoint endpoint = new Endpoint(IpAddress.parse("198.18.0.2"), Overlay.SUPERNODE_PORT);
        return new Gateway(network, crowd, endpoint);
    }

    private SimMember member(int number) {
        String rest = number / 250 + "." + (1 + number % 250);
        return new SimMember(network, keys, "100.64." + rest, "10.0." + rest + "/16", gateway).paths(PathMode.RELAY);
    }

    private Duration start() {
        members.forEach(SimMember::start);
        return gateway.runUntil(() -> members.stream().allMatch(SimMember::isRegistered), PATIENCE);
    }

    private Duration startAgain() {
        members.forEach(SimMember::kill);
        return start();
    }

    private Duration acquaint() {
        for (int i = 0; i < EDGES; i++) {
            members.get(i).ping(members.get((i + 1) % EDGES).overlay());
        }
        return gateway.runUntil(() -> members.stream().allMatch(member -> member.met() == PEERS), PATIENCE);
    }

    @Test
    void fiveHundredEdges_registerAtOnce_andAgain_inBoundedMemory() {
        supernode.start("--max-edges-per-community", Integer.toString(EDGES));
        long empty = supernode.liveHeapBytes();
        Duration first = start();
        long registered = supernode.liveHeapBytes();
        Duration introduced = acquaint();
        long acquainted = supernode.liveHeapBytes();
        List<Duration> again =
                IntStream.range(0, MORE_STARTS).mapToObj(_ -> startAgain()).toList();
        long last = supernode.liveHeapBytes();
        System.out.printf(
                "500 edges registered after %s, 500 pairs introduced after %s, 500 edges started again after %s%n",
                first, introduced, again);
        System.out.printf(
                "heap in use: %d KiB empty, %d with 500 edges, %d with 500 pairs, %d after %d more starts; resident %d%n",
                empty >> 10,
                registered >> 10,
                acquainted >> 10,
                last >> 10,
                MORE_STARTS,
                supernode.residentBytes() >> 10);

        assertThat(supernode.status().communities().getFirst().edges()).hasSize(EDGES);
        assertThat(last - empty).isLessThan(MOST_HEAP_BYTES);
        assertThat(supernode.count(CounterId.CAP_REACHED)).isZero();
        assertThat(supernode.count(CounterId.DROP_CONTROL_QUEUE_FULL)).isZero();
        assertThat(supernode.count(CounterId.DROP_CONTROL_QUEUES_FULL)).isZero();

        SimMember oneMore = member(EDGES).start();
        String refusal = "refused: the community has as many edges here as one may, " + EDGES;
        gateway.runUntil(() -> oneMore.said().contains(refusal), PATIENCE);
        assertThat(supernode.count(CounterId.CAP_REACHED)).isPositive();
    }
}
