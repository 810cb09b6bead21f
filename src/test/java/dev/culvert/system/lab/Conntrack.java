package dev.culvert.system.lab;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The kernel's memory of flows, one a network namespace: what NATs and stateful firewalls live by. Any thread. */
final class Conntrack {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int NETLINK_NETFILTER = 12;
    private static final int NETLINK_HEADER = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int REQUEST_BYTES = NETLINK_HEADER + 4;
    private static final short REQUEST_WITH_ACK = 0x5;
    /** NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE: with no flow named, all (what {@code conntrack -F} sends). */
    private static final short DELETE = 1 << 8 | 2;

    static {
        Native.register(Conntrack.class, Platform.C_LIBRARY_NAME);
    }

    private Conntrack() {}

    /** Forgets all flows of a host. */
    static void flush(Host host) {
        int error = host.call(Conntrack::flushHere);
        if (error != 0) {
            throw new AssertionError("conntrack of " + host + " cannot be flushed: errno " + error);
        }
    }

    /** Returns an errno, or 0. */
    private static int flushHere() {
        int descriptor = socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
        if (descriptor < 0) {
            return Native.getLastError();
        }
        try {
            byte[] request = buffer(new byte[REQUEST_BYTES])
                    .putInt(REQUEST_BYTES)
                    .putShort(DELETE)
                    .putShort(REQUEST_WITH_ACK)
                    .array();
            byte[] answer = new byte[256];
            if (send(descriptor, request, request.length, 0) < 0 || recv(descriptor, answer, answer.length, 0) < 0) {
                return Native.getLastError();
            }
            ByteBuffer reply = buffer(answer);
            return reply.getShort(4) == NLMSG_ERROR ? -reply.getInt(NETLINK_HEADER) : -1;
        } finally {
            close(descriptor);
        }
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static native int socket(int family, int type, int protocol);

    private static native long send(int descriptor, byte[] bytes, long length, int flags);

    private static native long recv(int descriptor, byte[] bytes, long length, int flags);

    private static native int close(int descriptor);
}
