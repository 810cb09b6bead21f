package dev.culvert.bench;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ip.PrefixTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** Finding whose an overlay address is, among many peers with an address each and a network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBenchmark {
    /** Destinations in random order, so that the table's lines are not all in the nearest cache. */
    private static final int DESTINATIONS = 1 << 16;

    private static final int TEN = 10 << 24;

    /** How many there are. */
    @Param({"1", "1000", "100000"})
    int peers;

    private final long[] lows = new long[DESTINATIONS];
    private PrefixTable<Integer> table = PrefixTable.of(Map.of());
    private long high;
    private int next;

    /** Peers from 10.0.0.0 on, one of which has 192.168.0.0/16 too. */
    @Setup
    public void prepare() {
        Map<IpPrefix, Integer> entries = new HashMap<>();
        entries.put(IpPrefix.parse("192.168.0.0/16"), 0);
        for (int i = 0; i < peers; i++) {
            entries.put(new IpPrefix(IpAddress.ofIpv4(TEN + i), Integer.SIZE), i);
        }
        table = PrefixTable.of(entries);
        Random random = new Random(1);
        for (int i = 0; i < DESTINATIONS; i++) {
            IpAddress destination = IpAddress.ofIpv4(TEN + random.nextInt(peers));
            high = destination.high();
            lows[i] = destination.low();
        }
    }

    /** The peer of one destination. */
    @Benchmark
    public @Nullable Integer lookup() {
        next = next + 1 & DESTINATIONS - 1;
        return table.lookup(high, lows[next]);
    }
}
