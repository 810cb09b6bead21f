package dev.culvert.tun;

import com.sun.jna.Native;
import dev.culvert.tun.TunException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A NETLINK_ROUTE socket. It belongs to the network namespace of the thread that opened it, whichever thread uses it
 * later. Any thread may call; calls wait for each other. The kernel answers before {@code send} returns, so receiving
 * never waits.
 */
final class RouteSocket implements AutoCloseable {
    static final int NETLINK_ROUTE = 0;

    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;

    /** NLMSG_GOODSIZE is at most 8 KiB; dumps use up to 32 KiB where the receiver offers it. */
    private static final int RECEIVE_LENGTH = 32 * 1024;

    private final int descriptor;
    private int sequence;
    private boolean closed;

    private RouteSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    static RouteSocket open() throws TunException {
        int descriptor = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, NETLINK_ROUTE);
        if (descriptor < 0) {
            throw TunException.ofErrno("opening a netlink socket", Native.getLastError());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            // Kernels before 4.12 know neither: then errors come without words, and echo the request.
            LibC.setsockopt(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, on.address(), Integer.BYTES);
            LibC.setsockopt(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, on.address(), Integer.BYTES);
        }
        return new RouteSocket(descriptor);
    }

    /** Has a request carried out that asks for an acknowledgement. */
    synchronized NetlinkReply.Ack execute(String step, NetlinkRequest request) throws TunException {
        List<NetlinkReply.Ack> acks = new ArrayList<>();
        exchange(step, request, reply -> {
            if (reply instanceof NetlinkReply.Ack ack) {
                acks.add(ack);
            }
        });
        if (!acks.isEmpty()) {
            return acks.getFirst();
        }
        throw new TunException(Reason.OTHER, step + ": the kernel did not acknowledge");
    }

    /** The objects that a request asks for; a refusal is an exception. */
    List<NetlinkReply.Data> query(String step, NetlinkRequest request) throws TunException {
        List<NetlinkReply.Data> found = new ArrayList<>();
        query(step, request, found::add);
        return found;
    }

    /** The objects that a request asks for, one after the other: there may be a million routes. */
    synchronized void query(String step, NetlinkRequest request, Consumer<NetlinkReply.Data> each) throws TunException {
        List<NetlinkReply.Ack> refusals = new ArrayList<>();
        exchange(step, request, reply -> {
            switch (reply) {
                case NetlinkReply.Data data -> each.accept(data);
                case NetlinkReply.Done ignored -> {}
                case NetlinkReply.Ack ack -> refusals.add(ack);
            }
        });
        if (!refusals.isEmpty()) {
            NetlinkReply.Ack refusal = refusals.getFirst();
            throw TunException.ofErrno(step, refusal.errno(), refusal.text(), Reason.OTHER, "");
        }
    }

    /** Sends the request and takes answers until none is waiting. */
    private void exchange(String step, NetlinkRequest request, Consumer<NetlinkReply> each) throws TunException {
        if (closed) {
            throw new TunException(Reason.OTHER, step + ": the device is closed");
        }
        byte[] bytes = request.bytes(++sequence);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(RECEIVE_LENGTH, 8);
            MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
            if (LibC.send(descriptor, buffer.address(), bytes.length, 0) < 0) {
                throw TunException.ofErrno(step + " (send)", Native.getLastError());
            }
            while (true) {
                long count = LibC.recv(descriptor, buffer.address(), RECEIVE_LENGTH, LibC.MSG_DONTWAIT);
                if (count < 0) {
                    int errno = Native.getLastError();
                    if (errno == Errno.EINTR) {
                        continue;
                    }
                    if (errno == Errno.EAGAIN) {
                        return;
                    }
                    throw TunException.ofErrno(step + " (receive)", errno);
                }
                byte[] datagram = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
                for (NetlinkReply reply : NetlinkReply.parse(datagram)) {
                    if (reply.sequence() == sequence) {
                        each.accept(reply);
                    }
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(descriptor);
        }
    }
}
