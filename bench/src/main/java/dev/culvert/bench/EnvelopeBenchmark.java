package dev.culvert.bench;

import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
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

/** What surrounds a packet's ciphertext: writing a data message's head, and reading it, straight and relayed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBenchmark {
    private static final int LENGTH = 1_440;
    private static final int RELAY_ID = 42;
    private static final long TOKEN = 0x0123_4567_89AB_CDEFL;

    /** Whether there is a relay's header before it. */
    @Param({"false", "true"})
    boolean relayed;

    private final byte[] message = new byte[CulvertLayout.RELAY_HEADER_BYTES + LENGTH];
    private final byte[] received = new byte[CulvertLayout.RELAY_HEADER_BYTES + LENGTH];
    private long counter;

    /** A message to read. */
    @Setup
    public void prepare() {
        writeHead(received);
    }

    private void writeHead(byte[] to) {
        if (relayed) {
            CulvertLayout.writeRelayHeader(to, 0, RELAY_ID, TOKEN);
        }
        int at = relayed ? CulvertLayout.RELAY_HEADER_BYTES : 0;
        MessageLayout.writeDataHeader(to, at, MessageLayout.SUITE_AES_256_GCM, 7, counter++);
    }

    /** Writes the head of the next message. */
    @Benchmark
    public byte[] write() {
        writeHead(message);
        return message;
    }

    /** Tells what a datagram is, and reads what it says. */
    @Benchmark
    public long read() {
        int at = 0;
        MessageKind kind = MessageKind.of(received, 0, received.length);
        if (kind == MessageKind.RELAY) {
            if (MessageLayout.readLong(received, CulvertLayout.RELAY_TOKEN) != TOKEN) {
                return 0;
            }
            at = CulvertLayout.RELAY_HEADER_BYTES;
            kind = MessageKind.of(received, at, LENGTH);
        }
        return kind == MessageKind.DATA
                ? MessageLayout.readInt(received, at + MessageLayout.FIRST_INDEX)
                        + MessageLayout.readLong(received, at + MessageLayout.DATA_COUNTER)
                : 0;
    }
}
