package dev.culvert.bench;

import dev.culvert.common.crypto.Aead;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.AeadKey;
import dev.culvert.common.crypto.AeadSelection;
import dev.culvert.common.crypto.CipherSuite;
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

/** Sealing and opening one packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED")
public class AeadBenchmark {
    /** A ping, and the largest packet of the default MTU, padded. */
    @Param({"96", "1408"})
    int bytes;

    /** As many as make the JDK see another nonce each time. */
    private static final int PACKETS = 64;

    /** Which suite. */
    @Param
    CipherSuite suite = CipherSuite.CHACHA20_POLY1305;

    /** Whether by the JDK's own cipher, as {@code --aead jce}. */
    @Param({"false", "true"})
    boolean jce;

    private Aead aead = AeadFactory.JCE.create(suite);
    private AeadKey key = new AeadKey(suite, new byte[32]);
    private final byte[][] sealed = new byte[PACKETS][];
    private byte[] plain = {};
    private byte[] output = {};
    private long counter;

    /** Prepares packets to open, under counters from 0. */
    @Setup
    public void prepare() {
        AeadSelection selection = AeadSelection.fastest(new Random(1));
        if (!jce && !selection.leftOut().isEmpty()) {
            throw new IllegalStateException("nothing faster here: " + selection.leftOut());
        }
        aead = (jce ? AeadFactory.JCE : selection.aeads()).create(suite);
        key = new AeadKey(suite, new byte[32]);
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
