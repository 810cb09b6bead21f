package dev.culvert.bench;

import dev.culvert.tun.offload.Joiner;
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

/** Joining a train: the time of one packet, with the copy to its place that deciphering is otherwise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JoinBenchmark {
    /** Whether the packets' checksums are left out, and so not verified. */
    @Param({"false", "true"})
    boolean elided;

    /** Of how many flows the packets come in turn: with more than 1 none continues the one before. */
    @Param({"1", "2"})
    int flows;

    private final Joiner joiner = new Joiner(1 << 17, 128);
    private final byte[][] packets = new byte[OffloadPackets.SEGMENTS][];

    /** Makes the packets. */
    @Setup
    public void prepare() {
        byte[][] train = OffloadPackets.segments(OffloadPackets.superPacket(1), elided);
        byte[] other = OffloadPackets.superPacket(1);
        other[10 + 20]++; // another source port
        byte[][] otherTrain = OffloadPackets.segments(other, elided);
        for (int i = 0; i < packets.length; i++) {
            packets[i] = i % flows == 0 ? train[i] : otherTrain[i];
        }
    }

    /** Joins them all to what is written. */
    @Benchmark
    @OperationsPerInvocation(OffloadPackets.SEGMENTS)
    public int join() {
        joiner.clear();
        for (byte[] packet : packets) {
            joiner.append(packet, 0, packet.length, elided);
        }
        return joiner.finish();
    }
}
