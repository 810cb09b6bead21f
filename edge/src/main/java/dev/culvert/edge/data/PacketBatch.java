package dev.culvert.edge.data;

import dev.culvert.common.wire.MessageLayout;
import dev.culvert.tun.offload.VnetHeader;

/**
 * Packets that were read together, behind each other in one array, each behind its vnet header and with room to be padded.
 * Filled and emptied over and over by one thread.
 */
public final class PacketBatch {
    /** Packets that a batch holds at most: beyond this, waiting longer gains nothing. */
    public static final int CAPACITY = 32;

    /** Bytes of the largest packet with its vnet header. */
    public static final int LARGEST = VnetHeader.BYTES + 65_535;

    /** A batch with so many bytes is sent: by then a call costs little a packet, and the first ones have waited long enough. */
    private static final int ENOUGH = 16 << 10;

    private final byte[] bytes = new byte[ENOUGH + LARGEST + MessageLayout.PADDING];
    private final int[] offsets = new int[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int count;
    private int end;

    /** Forgets all packets. */
    public void clear() {
        count = 0;
        end = 0;
    }

    /** Whether another packet belongs into this batch. One of any size fits then. */
    public boolean hasRoom() {
        return count < CAPACITY && end <= ENOUGH;
    }

    /** Where the next packet has to be put before {@link #add}, its vnet header first; only if {@link #hasRoom}. */
    public int end() {
        return end;
    }

    /** Takes the packet that was put at {@link #end}: so many bytes with its vnet header. */
    public void add(int length) {
        offsets[count] = end;
        lengths[count] = length;
        count++;
        end += length + MessageLayout.PADDING;
    }

    /** Copies a packet in that is whole. */
    public void add(byte[] packet) {
        VnetHeader.writePlain(bytes, end);
        System.arraycopy(packet, 0, bytes, end + VnetHeader.BYTES, packet.length);
        add(VnetHeader.BYTES + packet.length);
    }

    /** The array that all packets lie in. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many packets there are. */
    public int count() {
        return count;
    }

    /** Where a packet's vnet header is. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Length of a packet with its vnet header. */
    public int length(int i) {
        return lengths[i];
    }
}
