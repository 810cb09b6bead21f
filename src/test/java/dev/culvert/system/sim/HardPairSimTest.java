package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.sim.PairCell.Situation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A cone and a NAT that gives another port to each remote: they meet by prediction, by few pings within a block, or by the
 * birthday problem. {@code -Dculvert.trials=200} tries each pair so often.
 */
class HardPairSimTest {
    private static final int TRIALS = Integer.getInteger("culvert.trials", 20);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration IN_TIME = Duration.ofSeconds(5);
    private static final double GOAL = 0.99;
    private static final List<Boolean> INPUT = List.of(true, false);

    static final List<PairCell> SEQUENTIAL = Stream.of(0, 20, 100, 200)
            .flatMap(foreign -> INPUT.stream()
                    .map(input -> new PairCell(Situation.APART, NatKind.CONE, NatKind.SEQUENTIAL, input, foreign)))
            .toList();

    static final List<PairCell> PORT_BLOCK = INPUT.stream()
            .map(input -> PairCell.apart(NatKind.CONE, NatKind.PORT_BLOCK, input))
            .toList();

    static final List<PairCell> RANDOM = INPUT.stream()
            .map(input -> PairCell.apart(NatKind.CONE, NatKind.RANDOM, input))
            .toList();

    /** One that misses is allowed to few trials, where it is no share of a hundred. */
    private static void assertShare(List<Meeting> meetings, Duration within) {
        double missed = (1 - MeetingTable.share(meetings, within)) * TRIALS;
        assertThat(missed).as("of %d missed", TRIALS).isLessThanOrEqualTo(Math.max(1, (1 - GOAL) * TRIALS) + 1e-9);
    }

    private static List<Meeting> meetings(PairCell cell) {
        List<Meeting> meetings = PairSimTest.meetings(cell, TRIALS, LONGEST);
        new MeetingTable("").add(cell, meetings);
        return meetings;
    }

    @ParameterizedTest
    @FieldSource("SEQUENTIAL")
    void coneMeetsSequential_whateverOthersUseUp(PairCell cell) {
        List<Meeting> meetings = meetings(cell);
        assertShare(meetings, SOON);
    }

    @ParameterizedTest
    @FieldSource("PORT_BLOCK")
    void coneMeetsPortBlock_withFewProbes(PairCell cell) {
        List<Meeting> meetings = meetings(cell);
        assertShare(meetings, SOON);
        assertThat(MeetingTable.most(meetings, Meeting::probes)).isLessThanOrEqualTo(300);
    }

    @ParameterizedTest
    @FieldSource("RANDOM")
    void coneMeetsRandom_withinItsBudget(PairCell cell) {
        List<Meeting> meetings = meetings(cell);
        assertShare(meetings, IN_TIME);
        assertThat(MeetingTable.most(meetings, Meeting::ports)).isLessThanOrEqualTo(256);
        assertThat(MeetingTable.most(meetings, Meeting::rate)).isLessThanOrEqualTo(400);
    }

    static final List<PairCell> FIREWALLED = Stream.of(NatKind.SEQUENTIAL, NatKind.PORT_BLOCK, NatKind.RANDOM)
            .flatMap(
                    kind -> INPUT.stream().map(input -> new PairCell(Situation.FIREWALL, NatKind.OPEN, kind, input, 0)))
            .toList();

    /** A public address is where the supernode sees it, too. */
    @ParameterizedTest
    @FieldSource("FIREWALLED")
    void publicHostBehindAFirewall_meetsThemLikeACone(PairCell cell) {
        List<Meeting> meetings = meetings(cell);
        assertShare(meetings, IN_TIME);
    }
}
