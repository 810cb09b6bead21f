package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A blocking socket on the loopback address that reports the hop limit of what it receives: ip(7), ipv6(7). */
final class HopLimitSocket implements AutoCloseable {
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_IP = 0;
    private static final int IP_TTL = 2;
    private static final int IP_RECVTTL = 12;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;

    private final boolean ipv6;
    private final int fd;
    private final MessageHeader header = new MessageHeader(2_048);

    HopLimitSocket(boolean ipv6) {
        this.ipv6 = ipv6;
        int family = ipv6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
        fd = LibC.socket(family, SOCK_DGRAM, 0);
        assertThat(fd).as("socket").isPositive();
        try (Arena arena = Arena.ofConfined()) {
            long one = arena.allocateFrom(ValueLayout.JAVA_INT, 1).address();
            int level = ipv6 ? SOL_IPV6 : SOL_IP;
            assertThat(LibC.setsockopt(fd, level, ipv6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, one, 4))
                    .isZero();
            long tenSeconds = arena.allocateFrom(ValueLayout.JAVA_LONG, 10, 0).address();
            assertThat(LibC.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, tenSeconds, 16))
                    .isZero();
            MemorySegment any = arena.allocate(SocketAddress.MAX_BYTES, 8);
            SocketAddress.writeAny(any, family, 0);
            assertThat(LibC.bind(fd, any.address(), SocketAddress.bytes(family)))
                    .isZero();
        }
    }

    int port() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.MAX_BYTES, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
            assertThat(LibC.getsockname(fd, address.address(), length.address()))
                    .isZero();
            return SocketAddress.readPort(address);
        }
    }

    /** Waits for a datagram; its hop limit. */
    int receiveHopLimit() {
        header.beginReceive();
        assertThat(LibC.recvmsg(fd, header.pointer(), 0)).as("recvmsg").isNotNegative();
        int at = header.findControl(ipv6 ? SOL_IPV6 : SOL_IP, ipv6 ? IPV6_HOPLIMIT : IP_TTL);
        assertThat(at).as("a control message").isNotNegative();
        return header.control().get(ValueLayout.JAVA_INT, at);
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
