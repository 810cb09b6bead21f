package dev.culvert.bench;

import dev.culvert.tun.offload.Checksum;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The Internet checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark {
    /** A header, a packet of the default MTU, and a super-packet. */
    @Param({"20", "1400", "60712"})
    int bytes;

    private byte[] data = {};

    /** Makes the data. */
    @Setup
    public void prepare() {
        data = new byte[10 + bytes];
        new Random(1).nextBytes(data);
    }

    /** Sums it up, from where packets begin. */
    @Benchmark
    public int sum() {
        return Checksum.sum(data, 10, data.length, 0);
    }
}
