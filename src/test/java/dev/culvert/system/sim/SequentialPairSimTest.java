package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two NATs that give ports one after the other, with others who use some up at both. The edges find out by themselves
 * what is before them. {@code -Dculvert.trials=200} tries each so often.
 */
class SequentialPairSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int TRIALS = Integer.getInteger("culvert.trials", 20);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int MOST_A_SECOND = 400;

    private int most;
    private int mostPorts;

    private Duration meet(int seed, double foreign, boolean inputAccept) {
        SimInternet internet = new SimInternet(seed);
        SimNetwork network = internet.network();
        SimSupernode supernode = internet.supernodeWithTwoAddresses();
        SimHost first = internet.host(NatKind.SEQUENTIAL, inputAccept);
        SimHost second = internet.host(NatKind.SEQUENTIAL, inputAccept);
        first.nats().getFirst().foreignAllocations(foreign);
        second.nats().getFirst().foreignAllocations(foreign);
        SimMember a =
                new SimMember(first, KEYS, "10.0.0.1/24", supernode).start().detect();
        SimMember b =
                new SimMember(second, KEYS, "10.0.0.2/24", supernode).start().detect();
        network.runUntil(
                () -> a.isRegistered()
                        && b.isRegistered()
                        && a.nat().complete()
                        && b.nat().complete(),
                Duration.ofSeconds(60));
        Effort effort = new Effort(a, Set.copyOf(supernode.host().addresses()));
        a.pingEvery(Duration.ofMillis(100), b);
        try {
            return network.runUntil(() -> a.isDirect() && b.isDirect(), LONGEST);
        } catch (AssertionError e) {
            return LONGEST;
        } finally {
            most = Math.max(most, effort.mostInASecond());
            mostPorts = Math.max(mostPorts, effort.mostPorts());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, true, 95",
        "0, false, 95",
        "20, true, 90",
        "50, true, 90",
        "50, false, 90",
        "100, true, 80",
        "200, true, 60",
        "200, false, 60"
    })
    void meet(double foreign, boolean inputAccept, int percent) {
        List<Duration> times = new ArrayList<>();
        for (int seed = 0; seed < TRIALS; seed++) {
            times.add(meet(seed, foreign, inputAccept));
        }
        times.sort(null);
        long met = times.stream().filter(time -> time.compareTo(LONGEST) < 0).count();
        System.out.printf(
                "sequential x sequential, %.0f/s at each, input %s: %d of %d, p50 %d ms, worst %d ms, %d packets a second, %d ports%n",
                foreign,
                inputAccept ? "accept" : "drop",
                met,
                TRIALS,
                times.get(TRIALS / 2).toMillis(),
                times.getLast().toMillis(),
                most,
                mostPorts);
        assertThat(100 * met / TRIALS).isGreaterThanOrEqualTo(percent);
        assertThat(most).isLessThanOrEqualTo(MOST_A_SECOND);
    }
}
