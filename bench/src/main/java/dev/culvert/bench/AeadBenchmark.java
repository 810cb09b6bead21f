package dev.culvert.bench;

import dev.culvert.common.crypto.Aead;
import dev.culvert.common.crypto.AeadKey;
import dev.culvert.common.crypto.ChaCha20Poly1305;
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

/** Sealing and opening one packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AeadBenchmark {
    /** A ping, and the largest packet of the default MTU, padded. */
    @Param({"96", "1408"})
    int bytes;

    /** As many as make the JDK see another nonce each time. */
    private static final int PACKETS = 64;

    private final Aead aead = new ChaCha20Poly1305();
    private final AeadKey key = new AeadKey(new byte[32]);
    private final byte[][] sealed = new byte[PACKETS][];
    private byte[] plain = {};
    private byte[] output = {};
    private long counter;

    /** Prepares packets to open, under counters from 0. */
    @Setup
    public void prepare() {
        plain = new byte[bytes];
        output = new byte[bytes + Aead.TAG_BYTES];
        for (int i = 0; i < PACKETS; i++) {
            sealed[i] = new byte[bytes + Aead.TAG_BYTES];
            aead.seal(key, i, Aead.NO_DATA, plain, 0, bytes, sealed[i], 0);
        }
        counter = PACKETS;
    }

    /** Seals under a fresh counter. */
    @Benchmark
    public byte[] seal() {
        aead.seal(key, counter++, Aead.NO_DATA, plain, 0, bytes, output, 0);
        return output;
    }

    /** Opens an authentic packet. */
    @Benchmark
    public boolean open() {
        int packet = (int) (counter++ % PACKETS);
        return aead.open(key, packet, Aead.NO_DATA, sealed[packet], 0, sealed[packet].length, output, 0);
    }
}
