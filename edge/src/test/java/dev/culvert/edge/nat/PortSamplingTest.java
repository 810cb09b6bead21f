package dev.culvert.edge.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortSamplingTest {
    @Test
    void samplesThatGotNoAnswer_areTakenOnceMore() {
        NatBench bench = new NatBench(NatDetectorTest.SYMMETRIC, 1).start();
        bench.runUntil(() -> bench.detector.report().natClass().mapping().isDependent(), Duration.ofSeconds(3));
        bench.loss = 1;
        bench.run(Duration.ofNanos(Timing.SAMPLES_NS.getLast() + Timing.STUN_SILENCE_NS / 2));
        bench.loss = 0;
        bench.runUntilComplete();
        assertThat(bench.detector.report().natClass().allocation()).isEqualTo(new Allocation.Random());
    }
}
