package dev.culvert.tun;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The C library calls of this package, by JNA direct mapping: primitives and raw addresses only, so that a call copies
 * and allocates nothing. 64-bit Linux (x86_64, aarch64), where {@code size_t}, {@code ssize_t} and {@code off_t} are
 * {@code long}. After a result below 0, and before anything else, the caller reads {@link Native#getLastError()}.
 */
final class LibC {
    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int EFD_CLOEXEC = 0x80000;

    /** preadv2 flag (linux/fs.h): answer EAGAIN instead of waiting, whatever the descriptor's own mode. */
    static final int RWF_NOWAIT = 8;

    static {
        Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native int open(String path, int flags);

    static native int close(int descriptor);

    static native int ioctl(int descriptor, long request, long argument);

    static native long read(int descriptor, long address, long capacity);

    static native long preadv2(int descriptor, long iovec, int count, long offset, int flags);

    static native long write(int descriptor, long address, long length);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int descriptor, long address, int length);

    static native int eventfd(int initial, int flags);

    static native int poll(long descriptors, long count, int timeoutMillis);

    static native int setsockopt(int descriptor, int level, int option, long value, int length);

    static native long send(int descriptor, long address, long length, int flags);

    static native long recv(int descriptor, long address, long capacity, int flags);

    static native String strerror(int errno);
}
