package dev.culvert.edge.data;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.tun.offload.Headers;
import dev.culvert.tun.offload.Joiner;
import dev.culvert.tun.offload.Segments;
import dev.culvert.tun.offload.VnetHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Opened packets on their way to the TUN device: those that continue each other become super-packets, where the device takes
 * such. The order in which they came stays. Belongs to one thread.
 */
final class Delivery {
    /** Room for two of the largest writes: what a train of datagrams leaves over begins the next one. */
    private static final int CAPACITY = 2 * (VnetHeader.BYTES + 65_535 + MessageLayout.PADDING);

    /** Writes that are held at most: beyond that, waiting gains nothing. */
    private static final int WRITES = 64;

    private final TunWriter tun;
    private final Counters<CounterId> counters;
    private final Joiner joiner = new Joiner(CAPACITY, WRITES);
    private final Segments segments = new Segments();
    private final Headers headers = new Headers();

    Delivery(TunWriter tun, Counters<CounterId> counters) {
        this.tun = tun;
        this.counters = counters;
        joiner.join(tun.takesTcp(), tun.takesUdp());
    }

    /** The array that packets are placed in. */
    byte[] bytes() {
        return joiner.bytes();
    }

    /** Where to open the next packet to, of at most so many bytes; what does not fit beside it is written. One of the below follows. */
    int place(int longest) {
        if (!joiner.fits(longest)) {
            flush();
        }
        return joiner.at(longest);
    }

    /** The packet just placed is not for the device. */
    void discard() {
        joiner.discard();
    }

    /**
     * Takes the packet just placed.
     *
     * @param length as its header says
     * @param isUnsummed whether its TCP or UDP checksum is missing
     */
    void add(int length, boolean isUnsummed) {
        if (joiner.add(length, isUnsummed) == Joiner.Added.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_INNER);
        }
    }

    /** A whole copy of the packet just placed, which is not for the device now; null, and counted, if it cannot be completed. */
    byte @Nullable [] take(int place, int length, boolean isUnsummed) {
        byte[] copy = Arrays.copyOfRange(joiner.bytes(), place, place + length);
        joiner.discard();
        if (isUnsummed) {
            if (!headers.parse(copy, 0, length)) {
                counters.add(CounterId.DROP_MALFORMED_INNER);
                return null;
            }
            headers.completeChecksum(copy);
        }
        return copy;
    }

    /** Writes all. */
    void flush() {
        try {
            int writes = joiner.finish();
            for (int i = 0; i < writes; i++) {
                write(joiner.offset(i), joiner.length(i));
            }
        } finally {
            joiner.clear();
        }
        joiner.join(tun.takesTcp(), tun.takesUdp());
    }

    private void write(int offset, int length) {
        byte[] bytes = joiner.bytes();
        if (!tun.hasVnetHeader()) {
            writeOneByOne(offset, length);
        } else if (!tun.writeUnfinished(bytes, offset, length)) {
            if (VnetHeader.gsoType(bytes, offset) == VnetHeader.GSO_NONE) {
                counters.add(CounterId.DROP_TUN_WRITE);
            } else {
                counters.add(CounterId.SUPER_PACKETS_REFUSED);
                writeOneByOne(offset, length);
            }
        }
    }

    /** As whole packets. */
    private void writeOneByOne(int offset, int length) {
        segments.begin(joiner.bytes(), offset, length, false);
        while (segments.next()) {
            if (!tun.write(joiner.bytes(), segments.offset(), segments.length())) {
                counters.add(CounterId.DROP_TUN_WRITE);
            }
        }
    }
}
