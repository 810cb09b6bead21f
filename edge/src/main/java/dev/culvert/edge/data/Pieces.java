package dev.culvert.edge.data;

import dev.culvert.common.ip.IcmpTooBig;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.Ipv4Fragments;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.wire.MessageLayout;
import java.util.Arrays;

/**
 * What is sent of a packet that is larger than its peer's path carries: its fragments, or itself where it does fit, or
 * nothing where those are forbidden. Then its sender is told by ICMP what would have passed: from the packet's destination,
 * since this host would not believe an address of its own. Belongs to one thread.
 */
final class Pieces {
    /** How often senders are told is limited for each of so many sets of destinations. */
    private static final int LIMITS = 16;

    private final TunWriter tun;
    private final Counters<CounterId> counters;
    private final byte[] fragment;
    private final RateLimit[] limits = new RateLimit[LIMITS];

    // The packet that is being taken apart, its pieces, and the present one.
    private byte[] packet = {};
    private int packetOffset;
    private int packetLength;
    private int limit;
    private int count;
    private int taken;
    private int pieceLength;

    /**
     * Of packets from a device.
     *
     * @param mtu of the device: no limit is larger
     * @param tun where senders are told
     */
    Pieces(int mtu, TunWriter tun, Counters<CounterId> counters) {
        this.tun = tun;
        this.counters = counters;
        this.fragment = new byte[mtu + MessageLayout.PADDING];
        Arrays.setAll(limits, i -> new RateLimit(Limits.TOO_BIG_ANSWERS_PER_SECOND));
    }

    /** Begins with another packet; of one that must not be sent there are none, which is counted and told. */
    void begin(byte[] bytes, int offset, int length, int largest, long nowNs) {
        packet = bytes;
        packetOffset = offset;
        packetLength = length;
        limit = largest;
        taken = 0;
        if (length <= largest) {
            count = 1;
            return;
        }
        count = Ipv4Fragments.count(bytes, offset, length, largest);
        if (count == 0) {
            refuse(nowNs);
        } else {
            counters.add(CounterId.PACKETS_FRAGMENTED);
        }
    }

    /** Goes on to the next piece, which overwrites the one before; false if there is none. */
    boolean next() {
        if (taken == count) {
            return false;
        }
        if (packetLength <= limit) {
            System.arraycopy(packet, packetOffset, fragment, 0, packetLength);
            pieceLength = packetLength;
        } else {
            pieceLength = Ipv4Fragments.write(packet, packetOffset, packetLength, limit, taken, fragment, 0);
        }
        taken++;
        return true;
    }

    /** The array that the piece lies in, from its beginning. */
    byte[] bytes() {
        return fragment;
    }

    int length() {
        return pieceLength;
    }

    /** Zeroes what is behind the piece up to this length, at most the limit; the length. */
    int padTo(int padded) {
        Arrays.fill(fragment, pieceLength, padded, (byte) 0);
        return padded;
    }

    private void refuse(long nowNs) {
        boolean ipv6 = (packet[packetOffset] & 0xF0) == 0x60;
        if (ipv6 && packetLength <= IcmpTooBig.IPV6_LEAST_MTU) {
            counters.add(CounterId.DROP_BELOW_IPV6_LEAST); // its sender may rely on it: there is nothing to tell
            return;
        }
        counters.add(CounterId.DROP_PACKET_TOO_BIG);
        IpAddress destination = new IpAddress(
                IpPacket.destinationHigh(packet, packetOffset), IpPacket.destinationLow(packet, packetOffset));
        if (!limits[Math.floorMod(destination.hashCode(), LIMITS)].allows(nowNs)) {
            return;
        }
        byte[] answer = IcmpTooBig.answer(packet, packetOffset, packetLength, destination, limit);
        if (answer == null) {
            return;
        }
        counters.add(tun.write(answer, 0, answer.length) ? CounterId.TOO_BIG_TOLD : CounterId.DROP_TUN_WRITE);
    }
}
