package dev.culvert.common.net;

import com.sun.jna.Native;

/**
 * The C library, by JNA direct mapping. Pointers are addresses. A result of -1 leaves the reason in {@link #errno}, which
 * must be read before anything else is called.
 */
final class LibC {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EADDRINUSE = 98;
    static final int EAFNOSUPPORT = 97;
    static final int ENETUNREACH = 101;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int getsockname(int fd, long address, long lengthAddress);

    static native int setsockopt(int fd, int level, int option, long value, int length);

    static native long sendmsg(int fd, long header, int flags);

    static native long recvmsg(int fd, long header, int flags);

    static native int poll(long descriptors, long count, int timeoutMillis);

    static native int clock_gettime(int clock, long timespec);

    static native int close(int fd);

    static native String strerror(int errno);

    static int errno() {
        return Native.getLastError();
    }
}
