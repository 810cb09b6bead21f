package dev.culvert.system.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlanTest {
    private static final List<Variant> CATALOG = Catalog.of(new EdgeJar(""), Peers.none());
    private static final double MINUTES = 60;

    @Test
    void all_hasTheUsualMeasuresOfEach() {
        Plan plan = Bench.plan(CATALOG, "all", "all", 5, 2, 4);
        assertThat(plan.variants()).hasSameSizeAs(CATALOG);
        assertThat(plan.of(variant("tinc"))).isEqualTo(Measure.GLANCE);
        assertThat(plan.of(variant("culvert"))).isEqualTo(EnumSet.allOf(Measure.class));
        assertThat(plan.of(variant("culvert@router"))).containsExactly(Measure.TCP1);
        assertThat(plan.all()).isEqualTo(EnumSet.allOf(Measure.class));
    }

    @Test
    void whole_takesLessThanTwentyMinutes() {
        List<Variant> usual = CATALOG.stream()
                .filter(variant -> !variant.tunnel().equals("boringtun"))
                .toList();
        Plan plan = new Plan(usual, Optional.empty(), 5, 2, 4);
        assertThat(plan.estimatedSeconds()).isBetween(10 * MINUTES, 20 * MINUTES);
    }

    @Test
    void chosenMeasures_areThoseOfEachVariant_butACableHasNoStart() {
        Plan plan = Bench.plan(CATALOG, "veth,culvert@router", "first-second,tcp-1", 1, 1, 1);
        assertThat(plan.variants()).extracting(Variant::word).containsExactly("veth", "culvert@router");
        assertThat(plan.of(variant("veth"))).containsExactly(Measure.TCP1);
        assertThat(plan.of(variant("culvert@router"))).containsExactly(Measure.TCP1, Measure.FIRST_SECOND);
    }

    @Test
    void unknownWords_areNamed() {
        assertThatThrownBy(() -> Bench.plan(CATALOG, "foo", "all", 1, 1, 1)).hasMessage("no variant 'foo'");
        assertThatThrownBy(() -> Bench.plan(CATALOG, "all", "tcp-5", 1, 1, 1)).hasMessage("no measure 'tcp-5'");
    }

    @Test
    void names_areUnique() {
        assertThat(CATALOG).extracting(Variant::word).doesNotHaveDuplicates();
        assertThat(Figure.values()).extracting(Figure::word).doesNotHaveDuplicates();
    }

    private static Variant variant(String word) {
        return CATALOG.stream()
                .filter(variant -> variant.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
