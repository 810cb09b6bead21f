package dev.culvert.tun;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One descriptor of a TUN device: IP packets in and out; if the device has {@link TunOffload#vnetHeader}, each behind a
 * vnet header that says what is left to do on it. One thread at a time reads, any thread may write; both may be called at any moment, also
 * during and after {@link TunDevice#close}. No call throws or allocates. With several queues, a flow's packets are read
 * from the queue that it was last written to; the first answer to a new flow may come by any.
 *
 * <p>Addresses are raw: the caller keeps the memory alive during the call and owns it again afterwards. A negative
 * result is {@link #CLOSED}, {@link #GONE} or {@code -errno}.
 */
public final class TunQueue {
    /** {@link #readNow}: no packet is waiting. */
    public static final long NOTHING = 0;

    /** The device was closed by {@link TunDevice#close}. Final. */
    public static final long CLOSED = Long.MIN_VALUE;

    /** Somebody else removed the interface. Final: only {@link TunDevice#close} is left to do. */
    public static final long GONE = Long.MIN_VALUE + 1;

    private static final long CURRENT_POSITION = -1;

    private final int descriptor;
    private final MemorySegment iovec = Arena.ofAuto().allocate(16, 8);
    private final Gate reading = new Gate(this::onGateEmpty);
    private final Gate writing = new Gate(this::onGateEmpty);
    private final AtomicInteger gates = new AtomicInteger(2);
    private final CountDownLatch descriptorClosed = new CountDownLatch(1);

    TunQueue(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Waits for one packet. On a virtual thread this holds the carrier: see the package's description.
     *
     * @param capacity bytes at {@code address}; a longer packet is cut off
     * @return the packet's bytes, above 0; or a negative result
     */
    public long read(long address, int capacity) {
        if (!reading.enter()) {
            return CLOSED;
        }
        try {
            while (true) {
                long count = LibC.read(descriptor, address, capacity);
                if (count >= 0) {
                    return count;
                }
                int errno = Native.getLastError();
                if (errno != Errno.EINTR || reading.isShut()) {
                    return failure(errno);
                }
            }
        } finally {
            reading.leave();
        }
    }

    /**
     * Takes a packet that is already waiting. Never blocks. On Linux before 5.11, which cannot tell, the answer is
     * always {@link #NOTHING}.
     *
     * @param capacity bytes at {@code address}; a longer packet is cut off
     * @return the packet's bytes, {@link #NOTHING}, or a negative result
     */
    public long readNow(long address, int capacity) {
        if (!reading.enter()) {
            return CLOSED;
        }
        try {
            iovec.set(ValueLayout.JAVA_LONG, 0, address);
            iovec.set(ValueLayout.JAVA_LONG, 8, capacity);
            while (true) {
                long count = LibC.preadv2(descriptor, iovec.address(), 1, CURRENT_POSITION, LibC.RWF_NOWAIT);
                if (count >= 0) {
                    return count;
                }
                int errno = Native.getLastError();
                if (errno == Errno.EAGAIN || errno == Errno.EOPNOTSUPP) {
                    return NOTHING;
                }
                if (errno != Errno.EINTR || reading.isShut()) {
                    return failure(errno);
                }
            }
        } finally {
            reading.leave();
        }
    }

    /**
     * Hands one packet to the kernel, as if it had come in by the interface. Never waits for room.
     *
     * @return {@code length}; or a negative result: -EIO (5) while the interface is down, -EINVAL (22) for what is no
     *     IP packet, -ENOMEM (12) or -ENOBUFS (105) when the kernel is short of memory
     */
    public long write(long address, int length) {
        if (!writing.enter()) {
            return CLOSED;
        }
        try {
            while (true) {
                long count = LibC.write(descriptor, address, length);
                if (count >= 0) {
                    return count;
                }
                int errno = Native.getLastError();
                if (errno != Errno.EINTR || writing.isShut()) {
                    return failure(errno);
                }
            }
        } finally {
            writing.leave();
        }
    }

    /** A read that was waiting when its interface went says EFAULT, any later call EBADFD. */
    private long failure(int errno) {
        if (reading.isShut()) {
            return CLOSED;
        }
        boolean gone = errno == Errno.EBADFD || (errno == Errno.EFAULT && !TunNode.isAttached(descriptor));
        return gone ? GONE : -errno;
    }

    /** Who is inside {@link #read} or {@link #readNow}. */
    Gate reading() {
        return reading;
    }

    void shut() {
        reading.shut();
        writing.shut();
    }

    /** After {@link #shut}, once: the descriptor is closed here, or by the last thread that leaves. */
    void release() {
        reading.release();
        writing.release();
    }

    boolean awaitDescriptorClosed(long nanos) throws InterruptedException {
        return descriptorClosed.await(nanos, TimeUnit.NANOSECONDS);
    }

    private void onGateEmpty() {
        if (gates.decrementAndGet() == 0) {
            LibC.close(descriptor);
            descriptorClosed.countDown();
        }
    }
}
