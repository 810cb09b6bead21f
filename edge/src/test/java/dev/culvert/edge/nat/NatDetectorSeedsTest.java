package dev.culvert.edge.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the class that is found is the one that was built: 1,000 seeds a class, 2 % of all packets lost each way. */
class NatDetectorSeedsTest {
    private static final int SEEDS = 1_000;
    private static final int AT_LEAST = 990;
    private static final Allocation NONE = new Allocation.Unknown();

    static Stream<FakeNat.Behaviour> nats() {
        List<FakeNat.Behaviour> all = new ArrayList<>();
        for (Filtering filtering : List.of(
                Filtering.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT)) {
            all.add(new FakeNat.Behaviour(Mapping.NONE, filtering, Hairpin.UNKNOWN, NONE, 0));
            all.add(new FakeNat.Behaviour(Mapping.ENDPOINT_INDEPENDENT, filtering, Hairpin.YES, NONE, 0));
            all.add(new FakeNat.Behaviour(Mapping.ENDPOINT_INDEPENDENT, filtering, Hairpin.NO, NONE, 0));
        }
        for (int step : List.of(1, -1, 2, -2)) {
            for (int foreign : List.of(0, 50, 200)) {
                all.add(symmetric(new Allocation.Sequential(step, foreign), foreign));
            }
        }
        for (int size : List.of(512, 1_024, 2_048, 4_096)) {
            all.add(symmetric(new Allocation.Block(10 * 4_096, 10 * 4_096 + size - 1), 0));
            all.add(symmetric(new Allocation.Block(20_000, 20_000 + size - 1), 0));
            all.add(symmetric(new Allocation.Block(1_024 + 5 * size, 1_024 + 6 * size - 1), 0));
        }
        all.add(symmetric(new Allocation.Random(), 0));
        all.add(new FakeNat.Behaviour(
                Mapping.ADDRESS_DEPENDENT, Filtering.ADDRESS_DEPENDENT, Hairpin.NO, new Allocation.Random(), 0));
        return all.stream();
    }

    private static FakeNat.Behaviour symmetric(Allocation allocation, double foreign) {
        return new FakeNat.Behaviour(
                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                Hairpin.NO,
                allocation,
                foreign);
    }

    @ParameterizedTest
    @MethodSource("nats")
    void class_isFound(FakeNat.Behaviour behaviour) {
        int right = 0;
        List<Long> completeMs = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            NatBench bench = new NatBench(behaviour, seed);
            Random network = new Random(seed);
            bench.loss = 0.02;
            bench.toServerNs = Duration.ofMillis(5 + network.nextInt(50)).toNanos();
            int depth = behaviour.mapping() == Mapping.NONE ? 0 : 1 + network.nextInt(3);
            bench.routers = routers(depth);
            bench.start();
            completeMs.add(bench.runUntilComplete().toMillis());
            NatReport report = bench.detector.report();
            if (isRight(report.natClass(), behaviour) && report.depth().equals(Optional.of(depth))) {
                right++;
            } else {
                wrong.add(seed + ": " + report.natClass() + " depth " + report.depth());
            }
            assertThat(bench.openPorts()).as("the main port is left alone").isEqualTo(1);
        }
        completeMs.sort(null);
        assertThat(right).as("right of %d; wrong: %s", SEEDS, wrong).isGreaterThanOrEqualTo(AT_LEAST);
        assertThat(completeMs.get(SEEDS / 2)).as("median in ms").isLessThanOrEqualTo(1_000);
    }

    private static List<IpAddress> routers(int depth) {
        return IntStream.rangeClosed(1, 7)
                .mapToObj(hop -> IpAddress.parse(
                        hop > depth ? "203.0.113." + hop : hop == 3 ? "100.64.0.1" : "192.168." + hop + ".1"))
                .toList();
    }

    private static boolean isRight(NatClass found, FakeNat.Behaviour behaviour) {
        return found.mapping() == behaviour.mapping()
                && found.filtering() == behaviour.filtering()
                && found.hairpin() == behaviour.hairpin()
                && isRight(found.allocation(), behaviour);
    }

    private static boolean isRight(Allocation found, FakeNat.Behaviour behaviour) {
        return switch (behaviour.allocation()) {
            case Allocation.Sequential(int step, double _) ->
                found instanceof Allocation.Sequential(int foundStep, double foundRate)
                        && foundStep == step
                        && isNear(foundRate, behaviour.foreignPerSecond());
            case Allocation.Block block -> found instanceof Allocation.Block guess && isUseful(guess, block);
            case Allocation.Unknown _, Allocation.Random _ -> found.equals(behaviour.allocation());
        };
    }

    /** Five standard deviations of what may have happened in 0.15 s, and two steps. */
    private static boolean isNear(double estimate, double actual) {
        double seconds = 0.15;
        return Math.abs(estimate - actual) * seconds <= 5 * Math.sqrt(actual * seconds) + 2;
    }

    /** It covers three quarters of the block, and is not twice as large. */
    private static boolean isUseful(Allocation.Block guess, Allocation.Block block) {
        int covered = Math.min(guess.last(), block.last()) - Math.max(guess.first(), block.first()) + 1;
        return 4 * covered >= 3 * block.size() && guess.size() <= 2 * block.size();
    }
}
