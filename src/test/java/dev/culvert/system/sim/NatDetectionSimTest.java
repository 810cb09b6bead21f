package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.NatReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Members find out which NATs they were put behind: registering meanwhile, over links that lose. */
class NatDetectionSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int SEEDS = 100;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    static Stream<Arguments> kinds() {
        return Stream.of(NatKind.values())
                .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void class_isTheOneThatWasBuilt(NatKind kind, boolean inputAccept) {
        List<NatReport> wrong = new ArrayList<>();
        List<Duration> times = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimInternet internet = new SimInternet(seed);
            SimSupernode supernode = internet.supernodeWithTwoAddresses();
            SimMember member = new SimMember(internet.host(kind, inputAccept), KEYS, "10.0.0.1/24", supernode)
                    .start()
                    .detect();
            times.add(internet.network().runUntil(() -> member.nat().complete(), LONGEST));
            if (!isRight(member, kind)) {
                wrong.add(member.nat());
            }
        }
        times.sort(null);
        assertThat(wrong.size())
                .as("of %d, such as %s", SEEDS, wrong.stream().limit(1).toList())
                .isLessThanOrEqualTo(SEEDS / 100);
        assertThat(times.get(SEEDS / 2)).as("median, registration included").isLessThan(Duration.ofSeconds(1));
    }

    private static boolean isRight(SimMember member, NatKind kind) {
        NatReport found = member.nat();
        return found.natClass().mapping() == kind.mapping()
                && found.natClass().filtering() == kind.filtering()
                && found.natClass().hairpin() == hairpin(kind)
                && isRight(found.natClass().allocation(), kind)
                && found.depth().equals(Optional.of(member.host().nats().size()));
    }

    private static Hairpin hairpin(NatKind kind) {
        return switch (kind) {
            case OPEN -> Hairpin.UNKNOWN;
            case HAIRPIN -> Hairpin.YES;
            default -> Hairpin.NO;
        };
    }

    private static boolean isRight(Allocation allocation, NatKind kind) {
        return switch (kind) {
            case SEQUENTIAL -> allocation instanceof Allocation.Sequential(int step, double _) && step == 1;
            case PORT_BLOCK -> allocation instanceof Allocation.Block block && block.size() <= 2_048;
            case RANDOM -> allocation instanceof Allocation.Random;
            default -> allocation instanceof Allocation.Unknown;
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = NatKind.class,
            names = {"CONE", "SEQUENTIAL"})
    void supernodeWithOneAddress_isEnoughForTheMapping(NatKind kind) {
        SimInternet internet = new SimInternet(1);
        SimSupernode supernode = internet.supernode();
        SimMember member = new SimMember(internet.host(kind, true), KEYS, "10.0.0.1/24", supernode)
                .start()
                .detect();
        internet.network().runUntil(() -> member.nat().complete(), LONGEST);
        assertThat(member.nat().natClass().mapping()).isEqualTo(kind.mapping());
        assertThat(member.nat().natClass().filtering()).isEqualTo(kind.filtering());
    }
}
