package dev.culvert.edge;

import dev.culvert.common.net.Epochs;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.tun.TunQueue;
import dev.culvert.tun.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TUN → UDP: reads packets in blocking mode and sends them from the same thread. Runs on a virtual thread, whose carrier
 * it holds while it waits in {@code read}; carriers are reserved for that at start.
 */
final class TunReader implements Runnable {
    /** Given to {@code ended} when the loop ended by an exception, which the thread's handler reports. */
    static final long FAILED = 0;

    private static final Logger log = LoggerFactory.getLogger(TunReader.class);
    /** -EINVAL: a vnet header cannot say what this packet is, as when a network card has joined it wrongly. It is lost. */
    private static final long INEXPRESSIBLE = -22;

    private final TunQueue queue;
    private final DataPath dataPath;
    private final Epochs.Member epoch;
    private final NanoClock clock;
    private final LongConsumer ended;
    private final boolean hasVnetHeader;
    private final PacketBatch batch = new PacketBatch();
    private final MemorySegment packet = Arena.ofAuto().allocate(PacketBatch.LARGEST, Long.BYTES);

    /**
     * A reader that has not begun.
     *
     * @param hasVnetHeader whether packets are read behind vnet headers
     * @param ended gets the result that ended the loop: {@link TunQueue#CLOSED} if we closed the device
     */
    TunReader(
            TunQueue queue,
            boolean hasVnetHeader,
            DataPath dataPath,
            Epochs.Member epoch,
            NanoClock clock,
            LongConsumer ended) {
        this.queue = queue;
        this.hasVnetHeader = hasVnetHeader;
        this.dataPath = dataPath;
        this.epoch = epoch;
        this.clock = clock;
        this.ended = ended;
    }

    @Override
    public void run() {
        long result = FAILED;
        try {
            result = readUntilEnd();
        } finally {
            epoch.leave();
            ended.accept(result);
        }
    }

    private long readUntilEnd() {
        long length = read();
        while (length > 0) {
            epoch.enter();
            batch.clear();
            do {
                take((int) length);
                length = batch.hasRoom() ? queue.readNow(packet.address(), PacketBatch.LARGEST) : TunQueue.NOTHING;
            } while (length > 0);
            send();
            epoch.leave();
            if (length == INEXPRESSIBLE) {
                dataPath.onInexpressible();
            }
            length = read();
        }
        return length;
    }

    private long read() {
        long length = queue.read(packet.address(), PacketBatch.LARGEST);
        while (length == INEXPRESSIBLE) {
            dataPath.onInexpressible();
            length = queue.read(packet.address(), PacketBatch.LARGEST);
        }
        return length;
    }

    private void send() {
        try {
            dataPath.onTunBatch(batch, clock.nowNs());
        } catch (RuntimeException e) {
            log.error("unexpected failure on packets from the TUN device; the edge goes on", e);
        }
    }

    private void take(int length) {
        int header = 0;
        if (!hasVnetHeader) {
            VnetHeader.writePlain(batch.bytes(), batch.end());
            header = VnetHeader.BYTES;
        }
        MemorySegment.copy(packet, ValueLayout.JAVA_BYTE, 0, batch.bytes(), batch.end() + header, length);
        batch.add(header + length);
    }
}
