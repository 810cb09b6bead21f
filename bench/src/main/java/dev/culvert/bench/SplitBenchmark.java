package dev.culvert.bench;

import dev.culvert.tun.offload.Segments;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Splitting a super-packet: the time of one segment. Nothing is sealed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SplitBenchmark {
    /** Whether the segments' checksums are left out. */
    @Param({"false", "true"})
    boolean elide;

    private final Segments segments = new Segments();
    private byte[] superPacket = {};
    private byte[] headers = {};

    /** Makes the super-packet. */
    @Setup
    public void prepare() {
        superPacket = OffloadPackets.superPacket(1);
        headers = Arrays.copyOf(superPacket, 128);
    }

    /** Makes every segment in place, from the headers as they were read. */
    @Benchmark
    @OperationsPerInvocation(OffloadPackets.SEGMENTS)
    public int split() {
        System.arraycopy(headers, 0, superPacket, 0, headers.length);
        segments.begin(superPacket, 0, superPacket.length, elide);
        int bytes = 0;
        while (segments.next()) {
            bytes += segments.length();
        }
        return bytes;
    }
}
