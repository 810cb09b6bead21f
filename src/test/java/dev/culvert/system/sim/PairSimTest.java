package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.sim.PairCell.Situation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs of edges that there is a way between: all of them meet, and soon after the first packet. The round trip between
 * them is 80 ms, 2 % are lost a way. {@code -Dculvert.trials=200} tries each pair so often.
 */
class PairSimTest {
    private static final int TRIALS = Integer.getInteger("culvert.trials", 6);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration GOAL = Duration.ofSeconds(1);
    /** Of so many meetings in all the hundredth part says something. */
    private static final int ENOUGH = 2_000;

    private static final List<NatKind> EASY =
            List.of(NatKind.OPEN, NatKind.FULL_CONE, NatKind.CONE, NatKind.ADDRESS_RESTRICTED, NatKind.DOUBLE_CONE);
    private static final List<Boolean> INPUT = List.of(true, false);
    private static final MeetingTable TABLE = new MeetingTable("pairs with a deterministic way");

    /** Whose mapping does not depend on the remote. */
    static Stream<PairCell> easy() {
        return EASY.stream()
                .flatMap(a -> EASY.stream()
                        .filter(b -> a.compareTo(b) <= 0)
                        .flatMap(b -> INPUT.stream().map(input -> PairCell.apart(a, b, input))));
    }

    /** Ways round NATs that would not let anybody in. */
    static final List<PairCell> AROUND = INPUT.stream()
            .flatMap(input -> Stream.of(
                    new PairCell(Situation.MAPPED, NatKind.CONE, NatKind.CONE, input, 0),
                    new PairCell(Situation.MAPPED, NatKind.RANDOM, NatKind.CONE, input, 0),
                    new PairCell(Situation.MAPPED, NatKind.RANDOM, NatKind.SEQUENTIAL, input, 0),
                    new PairCell(Situation.MAPPED, NatKind.RANDOM, NatKind.RANDOM, input, 0),
                    new PairCell(Situation.LAN, NatKind.CONE, NatKind.CONE, input, 0),
                    new PairCell(Situation.LAN, NatKind.RANDOM, NatKind.RANDOM, input, 0),
                    new PairCell(Situation.IPV6, NatKind.CONE, NatKind.CONE, input, 0),
                    new PairCell(Situation.IPV6, NatKind.RANDOM, NatKind.RANDOM, input, 0)))
            .toList();

    /** An open end meets everybody. */
    static Stream<PairCell> openAndSymmetric() {
        return Stream.of(NatKind.SEQUENTIAL, NatKind.PORT_BLOCK, NatKind.RANDOM)
                .flatMap(b -> Stream.of(NatKind.OPEN, NatKind.FULL_CONE)
                        .flatMap(a -> INPUT.stream().map(input -> PairCell.apart(a, b, input))));
    }

    @ParameterizedTest
    @MethodSource({"easy", "openAndSymmetric"})
    @FieldSource("AROUND")
    void pairsWithADeterministicWay_allMeet(PairCell cell) {
        List<Meeting> meetings = meetings(cell, TRIALS, LONGEST);
        TABLE.add(cell, meetings);
        assertThat(MeetingTable.share(meetings, LONGEST)).isEqualTo(1);
    }

    /** Two homes behind one carrier meet by its outer address, or not at all. */
    static final List<PairCell> HAIRPIN = INPUT.stream()
            .map(input -> new PairCell(Situation.HAIRPIN, NatKind.CONE, NatKind.CONE, input, 0))
            .toList();

    @ParameterizedTest
    @FieldSource("HAIRPIN")
    void homesBehindOneCarrierThatHairpins_meet(PairCell cell) {
        List<Meeting> meetings = meetings(cell, TRIALS, LONGEST);
        new MeetingTable("").add(cell, meetings);
        assertThat(MeetingTable.share(meetings, LONGEST)).isEqualTo(1);
    }

    @AfterAll
    static void ofAllPairsWithADeterministicWay_99PercentMeetWithinASecond() {
        TABLE.printAll();
        if (TABLE.all().size() >= ENOUGH) {
            assertThat(MeetingTable.share(TABLE.all(), GOAL)).isGreaterThanOrEqualTo(0.99);
        }
    }

    static List<Meeting> meetings(PairCell cell, int trials, Duration longest) {
        return IntStream.range(0, trials)
                .mapToObj(trial -> Meeting.of(cell, trial, longest))
                .toList();
    }
}
