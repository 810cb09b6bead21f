package dev.culvert.bench;

import dev.culvert.common.session.ReplayWindow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Recording one counter in a session's replay window. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReplayWindowBenchmark {
    /** Counters that change places within a run of so many: as two paths of different length make it. */
    private static final int REORDERED = 1_024;

    private final ReplayWindow window = new ReplayWindow();
    private long counter;

    /** Counters as they were sent. */
    @Benchmark
    public ReplayWindow.Verdict inOrder() {
        return window.accept(counter++);
    }

    /** Each run of counters from its end to its beginning. */
    @Benchmark
    public ReplayWindow.Verdict reversed() {
        long next = counter++;
        return window.accept(next ^ (REORDERED - 1));
    }

    /** A counter that was received. */
    @Benchmark
    public ReplayWindow.Verdict duplicate() {
        return window.accept(0);
    }
}
