package dev.culvert.edge.data;

import dev.culvert.common.wire.MessageLayout;

/**
 * Packets that were read together, behind each other in one array, each with room to be padded. Filled and emptied over
 * and over by one thread.
 */
public final class PacketBatch {
    /** Packets that a batch holds at most: beyond this, waiting longer gains nothing. */
    public static final int CAPACITY = 64;

    private static final int LARGEST_PACKET = 65_535;
    /** A batch takes another packet while one of any size still fits. */
    private static final int BYTES = 4 * (LARGEST_PACKET + MessageLayout.PADDING);

    private final byte[] bytes = new byte[BYTES];
    private final int[] offsets = new int[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int count;
    private int end;

    /** Forgets all packets. */
    public void clear() {
        count = 0;
        end = 0;
    }

    /** Whether another packet of any size fits. */
    public boolean hasRoom() {
        return count < CAPACITY && end + LARGEST_PACKET + MessageLayout.PADDING <= BYTES;
    }

    /** Where the next packet's bytes have to be put before {@link #add}; only if {@link #hasRoom}. */
    public int end() {
        return end;
    }

    /** Takes the packet that was put at {@link #end}. */
    public void add(int length) {
        offsets[count] = end;
        lengths[count] = length;
        count++;
        end += length + MessageLayout.PADDING;
    }

    /** Copies a packet in. */
    public void add(byte[] packet) {
        System.arraycopy(packet, 0, bytes, end, packet.length);
        add(packet.length);
    }

    /** The array that all packets lie in. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many packets there are. */
    public int count() {
        return count;
    }

    /** Offset of a packet. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Length of a packet. */
    public int length(int i) {
        return lengths[i];
    }
}
