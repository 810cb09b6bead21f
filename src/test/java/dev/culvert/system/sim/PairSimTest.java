package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pairs of edges behind every two kinds of NAT: who meets, and how soon after the first packet. */
class PairSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int BLOCK = 1_024;
    private static final int TRIALS = Integer.getInteger("culvert.trials", 20);
    private static final List<NatKind> EASY =
            List.of(NatKind.OPEN, NatKind.FULL_CONE, NatKind.CONE, NatKind.ADDRESS_RESTRICTED, NatKind.DOUBLE_CONE);

    static Stream<Arguments> deterministic() {
        return EASY.stream()
                .flatMap(a -> EASY.stream()
                        .filter(b -> a.compareTo(b) <= 0)
                        .flatMap(b -> Stream.of(Arguments.of(a, b, true), Arguments.of(a, b, false))));
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void pairsWithADeterministicWay_meet(NatKind a, NatKind b, boolean inputAccept) {
        List<Duration> times = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            times.add(meet(a, b, inputAccept, trial));
        }
        report(a, b, inputAccept, times);
        assertThat(times).doesNotContain(LONGEST);
    }

    static Stream<Arguments> hard() {
        return Stream.of(NatKind.OPEN, NatKind.CONE)
                .flatMap(a -> Stream.of(NatKind.SEQUENTIAL, NatKind.PORT_BLOCK, NatKind.RANDOM)
                        .flatMap(b -> Stream.of(Arguments.of(a, b, true), Arguments.of(a, b, false))));
    }

    @ParameterizedTest
    @MethodSource("hard")
    void coneMeetsSymmetric(NatKind a, NatKind b, boolean inputAccept) {
        List<Duration> times = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            times.add(meet(a, b, inputAccept, trial));
        }
        report(a, b, inputAccept, times);
        assertThat(times.stream().filter(LONGEST::equals).count()).isLessThanOrEqualTo(TRIALS / 20);
    }

    private static Duration meet(NatKind kindA, NatKind kindB, boolean inputAccept, long seed) {
        SimInternet internet = new SimInternet(seed);
        SimNetwork network = internet.network();
        SimSupernode supernode = internet.supernode();
        SimMember a = new SimMember(internet.host(kindA, inputAccept), KEYS, "10.0.0.1/24", supernode);
        SimMember b = new SimMember(internet.host(kindB, inputAccept), KEYS, "10.0.0.2/24", supernode);
        a.start();
        b.start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(60));
        a.behind(natClass(kindA, a), a.host().nats().size());
        b.behind(natClass(kindB, b), b.host().nats().size());
        network.run(Duration.ofSeconds(1));
        a.pingEvery(Duration.ofMillis(100), b);
        long startNs = network.nowNs();
        try {
            network.runUntil(() -> a.isDirect() && b.isDirect(), LONGEST);
        } catch (AssertionError e) {
            return LONGEST;
        }
        return Duration.ofNanos(network.nowNs() - startNs);
    }

    private static NatClass natClass(NatKind kind, SimMember member) {
        int block = member.observed().orElseThrow().port() & -BLOCK;
        Allocation allocation = switch (kind) {
            case SEQUENTIAL -> new Allocation.Sequential(1, 0);
            case PORT_BLOCK -> new Allocation.Block(block, block + BLOCK - 1);
            case RANDOM -> new Allocation.Random();
            default -> new Allocation.Unknown();
        };
        return new NatClass(
                Mapping.valueOf(kind.mapping().name()),
                dev.culvert.edge.nat.Filtering.valueOf(kind.filtering().name()),
                allocation,
                Hairpin.UNKNOWN);
    }

    private static void report(NatKind a, NatKind b, boolean inputAccept, List<Duration> times) {
        List<Long> ms = times.stream().map(Duration::toMillis).sorted().toList();
        long met = times.stream().filter(time -> time.compareTo(LONGEST) < 0).count();
        System.out.printf(
                "%-20s x %-20s input %-6s direct %3d of %3d   p50 %5d ms   p99 %5d ms   max %5d ms%n",
                a,
                b,
                inputAccept ? "accept" : "drop",
                met,
                times.size(),
                ms.get(ms.size() / 2),
                ms.get(Math.min(ms.size() - 1, ms.size() * 99 / 100)),
                ms.getLast());
    }
}
