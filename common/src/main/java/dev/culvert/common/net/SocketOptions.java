package dev.culvert.common.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a UDP socket is set to, and the numbers of its options and control messages.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>, ip(7), ipv6(7), socket(7)
 */
final class SocketOptions {
    static final int SOL_IP = 0;
    static final int IP_TTL = 2;
    static final int IP_PKTINFO = 8;
    static final int SOL_IPV6 = 41;
    static final int IPV6_PKTINFO = 50;
    static final int IPV6_HOPLIMIT = 52;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_RECVPKTINFO = 49;
    /** DF set, the kernel's own idea of the path MTU ignored: paths are measured by us. */
    private static final int PMTUDISC_PROBE = 3;

    /** Several bursts of a fast sender; what wireguard-go uses. */
    private static final int BUFFER_BYTES = 7 << 20;

    private SocketOptions() {}

    /** What every socket needs. */
    static void configure(int fd, int family) throws IOException {
        if (family == SocketAddress.AF_INET6) {
            set(fd, SOL_IPV6, IPV6_V6ONLY, 0);
            set(fd, SOL_IPV6, IPV6_RECVPKTINFO, 1);
            set(fd, SOL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE);
        } else {
            set(fd, SOL_IP, IP_PKTINFO, 1);
        }
        set(fd, SOL_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE);
        // Beyond the system's limit with CAP_NET_ADMIN, up to it without.
        if (!trySet(fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)) {
            set(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
        }
        if (!trySet(fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES)) {
            set(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
        }
    }

    /** Has the socket keep what routers report. */
    static void keepErrors(int fd, int family) throws IOException {
        if (family == SocketAddress.AF_INET6) {
            set(fd, SOL_IPV6, ErrorQueue.IPV6_RECVERR, 1);
        }
        set(fd, SOL_IP, ErrorQueue.IP_RECVERR, 1);
    }

    /** Whether the kernel divides what is sent: one that does not would send it as a single datagram. */
    static boolean divides(int fd) {
        return trySet(fd, SOL_UDP, UDP_SEGMENT, 0);
    }

    /** Has the kernel join what arrives; false if it cannot. */
    static boolean join(int fd) {
        return trySet(fd, SOL_UDP, UDP_GRO, 1);
    }

    private static void set(int fd, int level, int option, int value) throws IOException {
        if (!trySet(fd, level, option, value)) {
            throw new IOException("setsockopt(" + level + ", " + option + "): " + LibC.strerror(LibC.errno()));
        }
    }

    private static boolean trySet(int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            return LibC.setsockopt(fd, level, option, segment.address(), Integer.BYTES) == 0;
        }
    }
}
