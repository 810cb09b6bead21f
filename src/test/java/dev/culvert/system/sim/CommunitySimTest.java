package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edges, supernodes and what becomes of either, under a virtual clock. */
class CommunitySimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration PING = Duration.ofMillis(100);
    private static final Impairment LINK = Impairment.NONE.delay(Duration.ofMillis(20));

    private final SimNetwork network = new SimNetwork(1);

    private SimMember member(int number, SimSupernode... supernodes) {
        return member(network, number, supernodes);
    }

    private static SimMember member(SimNetwork network, int number, SimSupernode... supernodes) {
        return new SimMember(network, KEYS, "198.51.100." + number, "10.0.0." + number + "/24", supernodes);
    }

    private Duration untilAnswered(SimMember who, SimMember by, Duration limit) {
        long startNs = network.nowNs();
        int before = who.answered();
        who.ping(by.overlay());
        network.runUntil(() -> who.answered() > before, limit);
        return Duration.ofNanos(network.nowNs() - startNs);
    }

    /** From now until the first answer to a ping that was sent from now on. */
    private Duration untilPingsGoOn(SimMember who, Duration limit) {
        long startNs = network.nowNs();
        return network.runUntil(() -> who.firstAnswerSentSince(startNs).isPresent(), limit);
    }

    @Test
    void edgesOfOneCommunityPingEachOtherByRelay() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));

        Duration first = untilAnswered(a, b, Duration.ofSeconds(2));
        Duration second = untilAnswered(a, b, Duration.ofSeconds(2));

        System.out.println("first ping " + first + ", second " + second);
        assertThat(second).isEqualTo(Duration.ofMillis(80));
        assertThat(b.peers()).hasSize(1);
    }

    @Test
    void automaticAddressIsGivenAndKept() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = new SimMember(network, KEYS, "198.51.100.1", "auto", supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        IpAddress given = a.overlay();
        untilAnswered(b, a, Duration.ofSeconds(2));

        a.kill();
        a.start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(2));

        assertThat(a.overlay()).isEqualTo(given);
    }

    @Test
    void unknownAddressIsUnreachableAndNotRemembered() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode);
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        a.ping(b.overlay());
        network.runUntil(() -> a.unreachables() == 1, Duration.ofSeconds(15));

        b.start();
        network.runUntil(b::isRegistered, Duration.ofSeconds(1));

        assertThat(untilAnswered(a, b, Duration.ofSeconds(1))).isLessThan(Duration.ofSeconds(1));
        assertThat(a.unreachables()).isEqualTo(1);
    }

    @Test
    void edgeThatStartsLaterAnswersWithinASecondOfItsRegistration() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode);
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(5));

        b.start();
        network.runUntil(b::isRegistered, Duration.ofSeconds(2));

        assertThat(untilPingsGoOn(a, Duration.ofSeconds(1))).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void supernodeRestarts() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(10));

        supernode.kill();
        network.run(Duration.ofMillis(700));
        supernode.start();

        Duration gap = untilPingsGoOn(a, Duration.ofSeconds(5));
        System.out.println("supernode restarted: pings go on after " + gap);
    }

    @Test
    void edgeRestarts() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(10));

        b.kill();
        network.run(Duration.ofMillis(700));
        b.start();

        Duration gap = untilPingsGoOn(a, Duration.ofSeconds(3));
        System.out.println("edge restarted: pings go on after " + gap);
        assertThat(a.peers()).hasSize(1);
    }

    @Test
    void activeOfTwoSupernodesIsKilled() {
        network.impair(LINK);
        SimSupernode one = new SimSupernode(network, "203.0.113.1");
        SimSupernode two = new SimSupernode(network, "203.0.113.2");
        SimMember a = member(1, one, two).start();
        SimMember b = member(2, one, two).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(10));

        (a.sendsBy(one) ? one : two).kill();

        Duration gap = untilPingsGoOn(a, Duration.ofSeconds(2));
        System.out.println("active supernode killed: pings go on after " + gap);
    }

    @Test
    void edgeThatStopsIsGoneAtOnce() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        untilAnswered(a, b, Duration.ofSeconds(2));

        b.stop();
        network.run(Duration.ofSeconds(1));

        assertThat(a.peers()).isEmpty();
        assertThat(supernode.present()).isEqualTo(1);
    }

    @Test
    void edgeThatStopsAfterIdleMinutesIsGoneToo() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        network.run(Duration.ofMinutes(10)); // the session has expired

        long startNs = network.nowNs();
        a.stop();
        Duration took = Duration.ofNanos(network.nowNs() - startNs);

        System.out.println("idle edge stopped after " + took);
        assertThat(supernode.present()).isZero();
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void edgeThatStopsRepeatsIt() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        network.impair(Impairment.NONE.loss(1));
        network.after(Duration.ofMillis(300), () -> network.impair(LINK));

        a.stop();

        assertThat(supernode.present()).isZero();
    }

    @Test
    void edgeThatNobodyHearsStopsWithinASecond() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        supernode.kill();

        a.stop(); // which fails if it takes longer

        assertThat(a.said()).endsWith("alone");
    }

    @Test
    void addressOfAnotherEdgeIsRefused() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));

        SimMember thief = new SimMember(network, KEYS, "198.51.100.9", "10.0.0.1/24", supernode).start();
        network.run(Duration.ofSeconds(2));

        assertThat(thief.said())
                .anySatisfy(line -> assertThat(line).startsWith("rejected: ").contains("10.0.0.1/24"));
    }

    @Test
    void wrongSecretSeesNobody() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember stranger = new SimMember(
                        network,
                        CommunityKeys.derive("lab", "not the secret"),
                        "198.51.100.9",
                        "10.0.0.9/24",
                        supernode)
                .start();
        network.runUntil(() -> a.isRegistered() && stranger.isRegistered(), Duration.ofSeconds(1));

        stranger.ping(a.overlay());
        network.run(Duration.ofSeconds(15));

        assertThat(stranger.said()).contains("alone");
        assertThat(stranger.unreachables()).isEqualTo(1);
        assertThat(a.peers()).isEmpty();
    }

    @Test
    void supernodeThatIsNotThereIsTriedForEver() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        supernode.kill();
        SimMember a = member(1, supernode).start();
        network.run(Duration.ofMinutes(10));
        assertThat(a.said()).containsExactly("unreachable: it does not answer");

        supernode.start();

        network.runUntil(a::isRegistered, Duration.ofSeconds(6));
    }

    @Test
    void supernodeWithAnotherKeyIsRefusedUntilItIsTrusted() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        a.kill();
        supernode.kill();
        supernode.setUpAnew();
        supernode.start();
        a.start();
        network.run(Duration.ofMinutes(2));
        assertThat(a.isRegistered()).isFalse();
        assertThat(a.said().getLast())
                .startsWith("refused: it has the key " + supernode.publicKey())
                .contains("edge trust 203.0.113.1:7654#" + supernode.publicKey());

        a.trust(supernode);

        network.runUntil(a::isRegistered, Duration.ofSeconds(33));
    }

    @Test
    void olderOfTwoEdgesWithOneKeyStops() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        SimMember twin = a.twin("198.51.100.99").start();
        network.runUntil(twin::isRegistered, Duration.ofSeconds(5));

        network.run(Duration.ofMinutes(31)); // the older one's renewal

        assertThat(a.said().getLast()).startsWith("replaced: ").contains("a newer start of this edge's key");
        assertThat(twin.isRegistered()).isTrue();
        assertThat(supernode.present()).isEqualTo(1);
    }

    @Test
    void olderOfTwoEdgesWithOneKeySaysNothingWhenItStops() {
        SimSupernode one = new SimSupernode(network, "203.0.113.1");
        SimSupernode two = new SimSupernode(network, "203.0.113.2");
        SimMember a = member(1, one, two).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        SimMember twin = a.twin("198.51.100.99").start();
        network.runUntil(twin::isRegistered, Duration.ofSeconds(5));
        network.impair("198.51.100.1", "203.0.113.2", Impairment.NONE.loss(1)); // where it believes to be a member yet
        network.runUntil(() -> a.said().getLast().startsWith("replaced: "), Duration.ofSeconds(25));
        network.impair(Impairment.NONE);

        a.stop();
        network.run(Duration.ofSeconds(1));

        assertThat(one.present()).isEqualTo(1);
        assertThat(two.present()).isEqualTo(1);
    }

    @Test
    void fiveHundredEdgesStartAtOnce() {
        network.impair(LINK);
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        List<SimMember> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String outer = "198.51." + (100 + i / 250) + "." + (1 + i % 250);
            String overlay = "10.0." + i / 250 + "." + (1 + i % 250) + "/16";
            all.add(new SimMember(network, KEYS, outer, overlay, supernode).start());
        }
        Duration took = network.runUntil(() -> all.stream().allMatch(SimMember::isRegistered), Duration.ofSeconds(10));
        System.out.println("500 edges registered after " + took);
        assertThat(supernode.present()).isEqualTo(500);
        assertThat(supernode.count(CounterId.DROP_EVENT_QUEUE_FULL)).isZero();
    }
}
