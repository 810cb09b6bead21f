package dev.culvert.tun.offload;

/**
 * Joins packets of one flow, on their way to a TUN device with IFF_VNET_HDR, into super-packets. They follow one another in
 * one array, each behind its vnet header; one super-packet at a time is open, since a sender's train arrives together. For one thread.
 *
 * <p>Only what was checked is joined, because the kernel does not check it again: packets with a right checksum, or whose
 * sender left it out in a tunnel that authenticates them. All else is written as it came, in the order in which it came.
 */
public final class Joiner {
    /** What became of a packet. */
    public enum Added {
        /** It continued a super-packet. */
        JOINED,
        /** It is a write of its own, as yet. */
        SEPARATE,
        /** Its checksum was to be completed, but it is neither TCP nor UDP, or a fragment. It is not written. */
        MALFORMED
    }

    private static final int NOWHERE = -1;
    private static final int LONGEST_HEADERS = 128;

    private final byte[] bytes;
    private final int[] ends;
    private final Headers headers = new Headers();
    private final Headers firstHeaders = new Headers();
    private final OpenSuperPacket open = new OpenSuperPacket();
    private final byte[] underHeader = new byte[LONGEST_HEADERS];
    private final byte[] nextHeader = new byte[LONGEST_HEADERS];
    private boolean joinsTcp = true;
    private boolean joinsUdp = true;
    private int count;
    private int end;
    private int place = NOWHERE;
    private int saved;
    private boolean isFirstChecked;

    /**
     * A joiner with an array of its own.
     *
     * @param capacity bytes of the array: of all writes between two {@link #clear}s, their vnet headers included
     * @param writes the most writes between two {@link #clear}s
     */
    public Joiner(int capacity, int writes) {
        bytes = new byte[capacity];
        ends = new int[writes];
    }

    /** What is joined from now on: the kernel may know no super-packets of UDP (before 6.2), or refuse them. */
    public void join(boolean tcp, boolean udp) {
        joinsTcp = tcp;
        joinsUdp = udp;
    }

    /** The array that packets are placed and joined in. Always the same. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether a packet of this length can be placed before the next {@link #clear}. */
    public boolean fits(int length) {
        return count < ends.length && length <= bytes.length - end - VnetHeader.BYTES;
    }

    /**
     * Where the next packet is to be placed: decrypted to, say. Its header lies over the end of the one before, so that its payload
     * continues that one's if it is the next of the flow. {@link #add} or {@link #discard} follows; if neither does, it is
     * discarded.
     *
     * @param length bytes that will be written there at most, padding included
     * @return where in {@link #bytes}
     * @throws IllegalStateException if it does not fit
     */
    public int at(int length) {
        if (!fits(length)) {
            throw new IllegalStateException("a packet of " + length + " bytes does not fit behind " + count
                    + " writes of " + end + " bytes: finish, write and clear first");
        }
        discard();
        if (open.isOpen()) {
            saved = open.headerLength();
            place = end - saved;
            System.arraycopy(bytes, place, underHeader, 0, saved);
        } else {
            saved = 0;
            place = end + VnetHeader.BYTES;
        }
        return place;
    }

    /** The packet just placed is not wanted, or not genuine. What its header lay over is as before. */
    public void discard() {
        if (place != NOWHERE) {
            restore();
            place = NOWHERE;
        }
    }

    private void restore() {
        System.arraycopy(underHeader, 0, bytes, end - saved, saved);
    }

    /**
     * Takes the packet just placed.
     *
     * @param length of the packet as its IP header says it: a packet with padding is not joined
     * @param elided whether its TCP or UDP checksum is missing
     * @throws IllegalStateException if none was placed
     */
    public Added add(int length, boolean elided) {
        if (place == NOWHERE) {
            throw new IllegalStateException("no packet was placed: call at() first");
        }
        boolean isReadable = isReadable(length);
        if (elided && !isReadable) {
            discard();
            return Added.MALFORMED;
        }
        boolean isCandidate = isReadable && (headers.isTcp() ? joinsTcp : joinsUdp);
        boolean isChecked = false;
        if (open.isOpen()) {
            if (isCandidate && open.isContinuedBy(bytes, headers)) {
                isChecked = isRight(headers, elided);
                isCandidate = isChecked;
                if (isChecked && isFirstRight()) {
                    join();
                    return Added.JOINED;
                }
            }
            separate(length);
            isReadable(length);
        }
        end = place + length;
        VnetHeader.writePlain(bytes, place - VnetHeader.BYTES);
        if (isCandidate) {
            open.begin(bytes, headers, elided);
            isFirstChecked = isChecked;
        }
        if (elided) {
            headers.omitChecksum(bytes);
            VnetHeader.writeNeedsChecksum(
                    bytes, place - VnetHeader.BYTES, headers.transport() - place, headers.checksumOffset());
        }
        ends[count++] = end;
        place = NOWHERE;
        return Added.SEPARATE;
    }

    private boolean isReadable(int length) {
        return headers.parse(bytes, place, length) && headers.end() == place + length;
    }

    private boolean isRight(Headers packet, boolean elided) {
        return packet.isIpHeaderValid(bytes) && (elided || packet.isChecksumValid(bytes));
    }

    /** Checks the open packet, once there is another to join with: one that remains alone is the kernel's to check. */
    private boolean isFirstRight() {
        if (!isFirstChecked) {
            System.arraycopy(bytes, place, nextHeader, 0, saved);
            restore();
            isFirstChecked =
                    firstHeaders.parse(bytes, open.start(), open.length()) && isRight(firstHeaders, open.isElided());
            System.arraycopy(nextHeader, 0, bytes, place, saved);
        }
        return isFirstChecked;
    }

    /** The packet just placed continues the open one: its payload stays, its header goes. */
    private void join() {
        boolean isPushed = headers.isTcp() && (bytes[headers.transport() + Headers.TCP_FLAGS] & Headers.PSH) != 0;
        int payloadLength = headers.payloadLength();
        restore();
        place = NOWHERE;
        end += payloadLength;
        ends[count - 1] = end;
        open.add(bytes, payloadLength, isPushed);
    }

    /** The packet just placed does not continue the open one, to which nothing more comes. It moves behind that. */
    private void separate(int length) {
        int behind = end + VnetHeader.BYTES;
        System.arraycopy(bytes, place, bytes, behind, length);
        restore();
        open.close(bytes);
        place = behind;
    }

    /**
     * Places and adds a copy of a packet.
     *
     * @param length of the packet, as {@link #add} takes it
     * @throws IllegalStateException if it does not fit
     */
    public Added append(byte[] source, int offset, int length, boolean elided) {
        System.arraycopy(source, offset, bytes, at(length), length);
        return add(length, elided);
    }

    /**
     * Nothing more comes for now: what is there can be written, in this order.
     *
     * @return how many writes there are
     */
    public int finish() {
        discard();
        open.close(bytes);
        return count;
    }

    /** Where the vnet header of write {@code index} begins in {@link #bytes}; its packet follows. */
    public int offset(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Bytes of write {@code index}, the vnet header included. */
    public int length(int index) {
        return ends[index] - offset(index);
    }

    /** All was written: begins anew. */
    public void clear() {
        finish();
        count = 0;
        end = 0;
    }
}
