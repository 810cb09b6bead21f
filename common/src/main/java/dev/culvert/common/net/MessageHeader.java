package dev.culvert.common.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One {@code msghdr} with its address, one payload buffer and control messages, in native memory. Belongs to one thread.
 *
 * <pre>
 * msghdr   |name* @0|namelen 4 @8|iov* @16|iovlen 8 @24|control* @32|controllen 8 @40|flags 4 @48|   56, 64-bit Linux
 * iovec    |base* @0|len 8 @8|
 * cmsghdr  |len 8 @0|level 4 @8|type 4 @12|data @16 …, padded to 8|
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>, recvmsg(2)
 */
final class MessageHeader {
    private static final int MSGHDR_BYTES = 56;
    private static final int IOVEC_BYTES = 16;
    private static final int CONTROL_BYTES = 256;
    private static final int CMSGHDR_BYTES = 16;

    /** Goes to the kernel as it is; the arena keeps everything alive with it. */
    private final MemorySegment header;

    private final MemorySegment iovec;
    private final MemorySegment control;
    private int controlLength;

    final MemorySegment address;
    final MemorySegment payload;

    MessageHeader(int payloadBytes) {
        Arena arena = Arena.ofAuto();
        header = arena.allocate(MSGHDR_BYTES, Long.BYTES);
        iovec = arena.allocate(IOVEC_BYTES, Long.BYTES);
        control = arena.allocate(CONTROL_BYTES, Long.BYTES);
        address = arena.allocate(SocketAddress.MAX_BYTES, Long.BYTES);
        payload = arena.allocate(payloadBytes, Long.BYTES);
        iovec.set(ValueLayout.JAVA_LONG, 0, payload.address());
        header.set(ValueLayout.JAVA_LONG, 0, address.address());
        header.set(ValueLayout.JAVA_LONG, 16, iovec.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
    }

    /** Starts a message to send, without control messages. */
    void beginSend(int addressLength, int payloadLength) {
        controlLength = 0;
        begin(addressLength, payloadLength);
    }

    /** Adds a control message and returns where its data goes in {@link #control}, zeroed. */
    int addControl(int level, int type, int dataLength) {
        int message = controlLength;
        int data = message + CMSGHDR_BYTES;
        controlLength = data + align(dataLength);
        for (int at = data; at < controlLength; at += Long.BYTES) {
            control.set(ValueLayout.JAVA_LONG, at, 0);
        }
        control.set(ValueLayout.JAVA_LONG, message, CMSGHDR_BYTES + dataLength);
        control.set(ValueLayout.JAVA_INT, message + 8L, level);
        control.set(ValueLayout.JAVA_INT, message + 12L, type);
        setControl(controlLength);
        return data;
    }

    /** Prepares to receive: the kernel overwrites lengths with what it used. */
    void beginReceive() {
        begin(SocketAddress.MAX_BYTES, (int) payload.byteSize());
        setControl(CONTROL_BYTES);
        header.set(ValueLayout.JAVA_INT, 48, 0);
    }

    /** Offset of a received control message's data, or -1; in {@link #control}. */
    int findControl(int level, int type) {
        long end = header.get(ValueLayout.JAVA_LONG, 40);
        for (int at = 0; at + CMSGHDR_BYTES <= end; ) {
            long length = control.get(ValueLayout.JAVA_LONG, at);
            if (length < CMSGHDR_BYTES) {
                return -1;
            }
            if (control.get(ValueLayout.JAVA_INT, at + 8L) == level
                    && control.get(ValueLayout.JAVA_INT, at + 12L) == type) {
                return at + CMSGHDR_BYTES;
            }
            at += align((int) length);
        }
        return -1;
    }

    MemorySegment control() {
        return control;
    }

    /** Address of the {@code msghdr}. */
    long pointer() {
        return header.address();
    }

    private void begin(int addressLength, int payloadLength) {
        header.set(ValueLayout.JAVA_INT, 8, addressLength);
        iovec.set(ValueLayout.JAVA_LONG, 8, payloadLength);
        setControl(0);
    }

    private void setControl(int length) {
        header.set(ValueLayout.JAVA_LONG, 32, length == 0 ? 0 : control.address());
        header.set(ValueLayout.JAVA_LONG, 40, length);
    }

    private static int align(int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }
}
