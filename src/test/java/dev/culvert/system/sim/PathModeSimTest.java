package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.session.Activity;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.core.MemberPaths;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which ways an edge may use: with {@code --path direct} no packet goes over a supernode, whatever happens. */
class PathModeSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration PING = Duration.ofMillis(100);

    private final SimInternet internet = new SimInternet(1).access(Impairment.NONE.delay(Duration.ofMillis(20)));
    private final SimNetwork network = internet.network();
    private final SimSupernode supernode = internet.supernodeWithTwoAddresses();
    private long relayed;

    /** Two members. */
    record Pair(SimMember a, SimMember b) {
        /** What becomes of packets straight from one to the other. */
        void impair(Impairment impairment) {
            String ofA = a.host().outerAddress().toString();
            String ofB = b.host().outerAddress().toString();
            a.host().network().impair(ofA, ofB, impairment);
            a.host().network().impair(ofB, ofA, impairment);
        }
    }

    private Pair start(NatKind kind, PathMode ofA, PathMode ofB) {
        SimMember a = new SimMember(internet.host(kind, true), KEYS, "10.0.0.1/24", supernode).paths(ofA);
        SimMember b = new SimMember(internet.host(kind, true), KEYS, "10.0.0.2/24", supernode).paths(ofB);
        a.start().detect();
        b.start().detect();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        network.run(Duration.ofSeconds(5));
        network.every(
                Duration.ofMillis(1),
                () -> relayed +=
                        a.peers().stream().filter(PathModeSimTest::isRelayed).count());
        return new Pair(a, b);
    }

    /** The paths to a member's first peer. */
    static MemberPaths paths(SimMember member) {
        return member.community()
                .pathsOf(member.peers().getFirst(), member.host().network().nowNs())
                .orElseThrow();
    }

    private static boolean isRelayed(Peer peer) {
        Path path = peer.sendState().path();
        boolean mirrored = peer.sendState().mirror() != null
                && peer.sendState().mirror().path().isRelayed();
        return mirrored || (path != null && path.isRelayed());
    }

    @Test
    void bytes_areToldByPath_eachWay() {
        Pair pair = start(NatKind.CONE, PathMode.AUTO, PathMode.AUTO);
        pair.a().pingEvery(Duration.ofMillis(100), pair.b());
        network.run(Duration.ofSeconds(20));
        for (SimMember member : List.of(pair.a(), pair.b())) {
            assertThat(paths(member).paths()).hasSizeGreaterThan(1).allSatisfy(path -> {
                assertThat(path.sentBytes()).isPositive();
                assertThat(path.receivedBytes()).isPositive();
            });
            Activity all = member.peers().getFirst().session().activity();
            assertThat(paths(member).paths().stream()
                            .mapToLong(PathReport::receivedBytes)
                            .sum())
                    .isBetween(all.receivedBytes() * 9 / 10, all.receivedBytes());
        }
    }

    @Test
    void direct_packetsWaitForThePath_andNoneIsLost() {
        Pair pair = start(NatKind.CONE, PathMode.DIRECT, PathMode.DIRECT);
        SimMember a = pair.a();
        SimMember b = pair.b();
        for (int i = 0; i < 16; i++) {
            a.ping(b.overlay());
        }
        network.runUntil(() -> a.answered() == 16, Duration.ofSeconds(2));
        assertThat(a.isDirect() && b.isDirect()).isTrue();
        assertThat(paths(a).verdict()).isEqualTo(Verdict.DIRECT);
        assertThat(relayed).isZero();
    }

    @Test
    void direct_outlivesItsSession_andARest() {
        Pair pair = start(NatKind.CONE, PathMode.DIRECT, PathMode.DIRECT);
        SimMember a = pair.a();
        SimMember b = pair.b();
        a.ping(b.overlay());
        network.runUntil(() -> a.answered() == 1, Duration.ofSeconds(2));
        network.run(Duration.ofMinutes(10));
        a.ping(b.overlay());
        network.runUntil(() -> a.answered() == 2, Duration.ofSeconds(1));
        network.run(Duration.ofHours(2));
        a.ping(b.overlay());
        network.runUntil(() -> a.answered() == 3, Duration.ofSeconds(3));
        assertThat(relayed).isZero();
    }

    @Test
    void direct_withoutAPath_saysWhy_andGivesWhatWaitsUp() {
        Pair pair = start(NatKind.RANDOM, PathMode.DIRECT, PathMode.DIRECT);
        SimMember a = pair.a();
        SimMember b = pair.b();
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(10));
        assertThat(paths(a).verdict()).isEqualTo(Verdict.BOTH_SYMMETRIC_RANDOM);
        assertThat(paths(a).words()).endsWith("packets wait for a direct path (--path direct)");
        assertThat(paths(a).paths()).noneMatch(path -> path.active());
        assertThat(a.isDirect()).isFalse();
        network.run(Duration.ofSeconds(2));
        assertThat(a.count(CounterId.DROP_NO_DIRECT_PATH)).isBetween(95L, 105L);
        assertThat(a.unreachables()).isGreaterThan(90);
        assertThat(a.answered()).isZero();
        assertThat(relayed).isZero();
    }

    @Test
    void direct_cut_waitsUntilItIsBack() {
        Pair pair = start(NatKind.CONE, PathMode.DIRECT, PathMode.AUTO);
        SimMember a = pair.a();
        SimMember b = pair.b();
        a.pingEvery(PING, b);
        network.runUntil(() -> a.answered() > 0, Duration.ofSeconds(2));
        pair.impair(Impairment.CUT);
        network.run(Duration.ofSeconds(10));
        assertThat(paths(a).withheld()).isTrue();
        int before = a.answered();
        pair.impair(Impairment.NONE);
        network.runUntil(() -> a.answered() > before, Duration.ofSeconds(4));
        assertThat(relayed).isZero();
    }

    @Test
    void direct_towardsOneThatIsAlwaysRelayed_saysSo() {
        Pair pair = start(NatKind.OPEN, PathMode.DIRECT, PathMode.RELAY);
        SimMember a = pair.a();
        SimMember b = pair.b();
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(10));
        assertThat(paths(a).verdict()).isEqualTo(Verdict.DISABLED_BY_PEER);
        assertThat(paths(b).verdict()).isEqualTo(Verdict.DISABLED);
        assertThat(a.answered()).isZero();
        assertThat(relayed).isZero();
    }

    @Test
    void auto_cutOff_saysThatThePeerDoesNotAnswer_withinTenSeconds() {
        Pair pair = start(NatKind.CONE, PathMode.AUTO, PathMode.AUTO);
        SimMember a = pair.a();
        SimMember b = pair.b();
        pair.impair(Impairment.CUT);
        a.pingEvery(PING, b);
        network.runUntil(() -> a.answered() > 0, Duration.ofSeconds(1));
        assertThat(paths(a).verdict()).isEqualTo(Verdict.PROBING);
        network.run(Duration.ofSeconds(9));
        assertThat(paths(a).verdict()).isEqualTo(Verdict.PEER_UNREACHABLE);
        assertThat(a.said()).contains("not direct: peer-unreachable");
        network.run(Duration.ofMinutes(10));
        pair.impair(Impairment.NONE);
        network.runUntil(a::isDirect, Duration.ofSeconds(130));
        assertThat(paths(a).verdict()).isEqualTo(Verdict.DIRECT);
    }

    @Test
    void auto_towardsOneThatIsDirectOnly_meetsIt() {
        Pair pair = start(NatKind.CONE, PathMode.AUTO, PathMode.DIRECT);
        SimMember a = pair.a();
        SimMember b = pair.b();
        a.pingEvery(PING, b);
        network.runUntil(() -> a.isDirect() && b.isDirect() && a.answered() > 5, Duration.ofSeconds(3));
    }
}
