package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.punch.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs without a way between them: relayed at once, told why, and tried again for ever at little cost. {@code
 * -Dculvert.trials=200} tries each pair so often, {@code -Dculvert.hours=24} watches one for a day.
 */
class RelayedPairSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int TRIALS = Integer.getInteger("culvert.trials", 6);
    private static final int HOURS = Integer.getInteger("culvert.hours", 1);
    private static final Duration RELAYED = Duration.ofSeconds(1);
    private static final Duration VERDICT = Duration.ofSeconds(10);
    /** After so long the rounds have become as rare as they get. */
    private static final Duration SETTLED = Duration.ofMinutes(5);
    /** Two sockets' openers and pings to a few candidates, each a few times; a volley has hundreds. */
    private static final int MOST_OF_A_ROUND = 60;

    private final List<Long> rounds = new ArrayList<>();

    static Stream<Arguments> pairs() {
        return Stream.of(true, false)
                .flatMap(input -> Stream.of(
                        Arguments.of(
                                PairCell.apart(NatKind.RANDOM, NatKind.RANDOM, input), Verdict.BOTH_SYMMETRIC_RANDOM),
                        Arguments.of(
                                PairCell.apart(NatKind.UDP_ONLY_TO_SUPERNODE, NatKind.CONE, input),
                                Verdict.UDP_ONLY_TO_SUPERNODE),
                        Arguments.of(
                                PairCell.apart(NatKind.UDP_ONLY_TO_SUPERNODE, NatKind.OPEN, input),
                                Verdict.UDP_ONLY_TO_SUPERNODE)));
    }

    /** Two that have found out where they are, with a STUN server beside the supernode. */
    private static final class Pair {
        final SimInternet internet;
        final SimSupernode supernode;
        final SimSupernode other;
        final SimMember a;
        final SimMember b;

        Pair(PairCell cell, long seed) {
            internet = new SimInternet(31 * seed + cell.toString().hashCode());
            supernode = internet.supernodeWithTwoAddresses();
            other = new SimSupernode(internet.network(), "203.0.113.1");
            List<SimHost> hosts = cell.hosts(internet);
            a = new SimMember(hosts.getFirst(), KEYS, "10.0.0.1/24", supernode).start();
            b = new SimMember(hosts.getLast(), KEYS, "10.0.0.2/24", supernode).start();
            for (SimMember member : List.of(a, b)) {
                member.community()
                        .nat()
                        .useServers(
                                "other",
                                ServerKind.PUBLIC,
                                other.stunEndpoints(),
                                network().nowNs());
                member.detect();
            }
            network()
                    .runUntil(
                            () -> a.isRegistered()
                                    && b.isRegistered()
                                    && a.nat().complete()
                                    && b.nat().complete(),
                            Duration.ofSeconds(60));
        }

        SimNetwork network() {
            return internet.network();
        }

        /** Servers, and itself: what is sent there finds out about its NATs. */
        Set<IpAddress> servers() {
            return Stream.concat(
                            Stream.of(a.host().outerAddress()),
                            Stream.of(supernode, other).flatMap(server -> server.host().addresses().stream()))
                    .collect(Collectors.toSet());
        }

        Verdict verdict() {
            return a.peers().isEmpty()
                    ? Verdict.PROBING
                    : a.community()
                            .pathsOf(a.peers().getFirst(), network().nowNs())
                            .orElseThrow()
                            .verdict();
        }

        /** A ping each 100 ms, as long as that is watched in detail. */
        Duration untilRelayed() {
            a.ping(b.overlay());
            a.pingEvery(Duration.ofMillis(100), b);
            return network().runUntil(() -> a.answered() > 0, VERDICT);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isRelayedAtOnce_andToldWhy(PairCell cell, Verdict expected) {
        List<Duration> relayed = new ArrayList<>();
        List<Duration> told = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            Pair pair = new Pair(cell, trial);
            long startNs = pair.network().nowNs();
            relayed.add(pair.untilRelayed());
            pair.network().runUntil(() -> pair.verdict() == expected, VERDICT);
            told.add(Duration.ofNanos(pair.network().nowNs() - startNs));
        }
        relayed.sort(null);
        told.sort(null);
        System.out.printf(
                "%-58s relayed p50 %d worst %d ms; verdict %s p50 %d worst %d ms%n",
                cell,
                relayed.get(TRIALS / 2).toMillis(),
                relayed.getLast().toMillis(),
                expected.code(),
                told.get(TRIALS / 2).toMillis(),
                told.getLast().toMillis());
        assertThat(relayed.getLast()).isLessThanOrEqualTo(RELAYED);
        assertThat(told.getLast()).isLessThanOrEqualTo(VERDICT);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isTriedAgainForEver_withoutVolleys(PairCell cell, Verdict expected) {
        Pair pair = new Pair(cell, 1);
        pair.untilRelayed();
        pair.network().run(SETTLED);
        Effort effort = new Effort(pair.a, pair.servers());
        rounds.clear();
        int before = 0;
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        long startedNs = System.nanoTime();
        for (int second = 0; second < 3_600 * HOURS; second++) {
            int probes = effort.probes();
            pair.network().run(Duration.ofSeconds(1));
            verdicts.add(pair.verdict());
            boolean quiet = effort.probes() == probes;
            if (quiet && effort.probes() > before) {
                rounds.add((long) effort.probes() - before);
                before = effort.probes();
            }
        }
        long most = rounds.stream().mapToLong(Long::longValue).max().orElse(0);
        System.out.printf(
                "%-58s %d hours: %d rounds, %d probes at most in one, %s, CPU %d ms%n",
                cell,
                HOURS,
                rounds.size(),
                most,
                pair.verdict(),
                Duration.ofNanos(System.nanoTime() - startedNs).toMillis());
        long spacingNs = Timing.ROUND_SPACING_NS.getLast();
        long expectedRounds = Duration.ofHours(HOURS).toNanos() / spacingNs;
        assertThat(verdicts).as("also while the NATs are looked at again").containsExactly(expected);
        assertThat(rounds.size()).isBetween((int) (expectedRounds * 8 / 10), (int) (expectedRounds * 11 / 10) + 1);
        assertThat(most).isLessThanOrEqualTo(MOST_OF_A_ROUND);
    }
}
