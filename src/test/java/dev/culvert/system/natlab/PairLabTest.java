package dev.culvert.system.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the instrument works; what it measures is for {@code scripts/natlab}. */
final class PairLabTest {
    @TempDir
    private Path logs;

    @Test
    void trialAfterTrial_newEdgesMeet_andSayHow() {
        Plan plan = new Plan(Duration.ofSeconds(1), 1, 50, List.of(), Optional.of(logs));
        Pairing pair = new Pairing.Apart(SiteKind.CONE, SiteKind.SEQUENTIAL);
        try (PairLab lab = PairLab.open(pair, InputPolicy.DROP, plan)) {
            for (int number = 1; number <= 2; number++) {
                Trial trial = lab.run(number);
                assertThat(trial.problem()).isEmpty();
                assertThat(trial.ends()).hasSize(2).allSatisfy(end -> {
                    assertThat(end.last().registered()).isTrue();
                    assertThat(end.last().verdict()).isNotEmpty();
                });
                assertThat(trial.isDirect()
                                || logs.resolve("cone-sequential-drop-" + number + "-1.log")
                                        .toFile()
                                        .exists())
                        .isTrue();
            }
        }
    }
}
