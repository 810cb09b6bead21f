package dev.culvert.system.natlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CellTest {
    private static final Pairing PAIR = new Pairing.Apart(SiteKind.CONE, SiteKind.RANDOM);

    @Test
    void times_areThoseOfDirectTrials() {
        Cell cell = Cells.of(PAIR, InputPolicy.DROP, "probing: 3 tries", 300, Double.NaN, 100, 200);
        assertThat(cell.directShare()).isEqualTo(0.75, offset(1e-9));
        assertThat(cell.directMs(50)).contains(200.0);
        assertThat(cell.directMs(99)).contains(300.0);
        assertThat(cell.packets()).isEqualTo(20);
        assertThat(cell.classesRight()).isEqualTo("8/8");
        assertThat(cell.verdicts()).containsExactly("probing: 3 tries");
        assertThat(Matrix.line(cell)).contains("cone:random", "drop", "75 %", "p50 0.20 s, p99 0.30 s", "; probing");
    }

    @Test
    void nothingDirect_hasNoTimes() {
        Cell cell = Cells.of(PAIR, InputPolicy.DROP, "", Double.NaN);
        assertThat(cell.directMs(50)).isEmpty();
        assertThat(cell.verdicts()).isEmpty();
    }

    @Test
    void problemOfATrial_isAmongTheVerdicts_andCountsAsNotDirect() {
        Cell cell = new Cell(PAIR, InputPolicy.DROP, List.of(Trial.failed(1, 0, "the edge did not come up")));
        assertThat(cell.verdicts()).containsExactly("problem: the edge did not come up");
        assertThat(cell.directShare()).isZero();
    }

    @Test
    void detections_areCountedByKind_whateverThePair() {
        List<Cell> cells =
                List.of(Cells.of(PAIR, InputPolicy.DROP, "", 100, 200), Cells.of(PAIR, InputPolicy.ACCEPT, "", 300));
        assertThat(Detection.byKind(cells))
                .containsExactly(new Detection.OfKind(SiteKind.CONE, 6, 6, Optional.of(501.0), Optional.of(502.0)));
        assertThat(Matrix.render(cells).replaceAll(" +", " ")).contains("cone 6 100 % 0.50 s 0.50 s");
    }

    @Test
    void detection_isRight_ifItEndedAndAllOfItIsWhatWasBuilt() {
        String depends = "address-and-port-dependent";
        assertThat(detected(depends, "sequential, step +1, others use 0 a second", Optional.of(700.0)))
                .isTrue();
        assertThat(detected(depends, "sequential, step +2, others use 0 a second", Optional.of(700.0)))
                .isFalse();
        assertThat(detected("", "sequential, step +1, others use 0 a second", Optional.of(700.0)))
                .isFalse();
        assertThat(detected(depends, "sequential, step +1, others use 0 a second", Optional.empty()))
                .isFalse();
        assertThat(Detection.of(SiteKind.OPEN, Snapshot.NONE)).isEmpty();
    }

    private static boolean detected(String filtering, String allocation, Optional<Double> ms) {
        Snapshot said = new Snapshot(true, true, "address-and-port-dependent", filtering, allocation, ms, "", "");
        return Detection.of(SiteKind.SEQUENTIAL, said).orElseThrow().isRight();
    }

    @Test
    void allButOne_isNotAll() {
        assertThat(Matrix.percent(999.0 / 1000)).isEqualTo("99 %");
        assertThat(Matrix.percent(1)).isEqualTo("100 %");
        assertThat(Matrix.percent(0.29)).isEqualTo("29 %");
    }
}
