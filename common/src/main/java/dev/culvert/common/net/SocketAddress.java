package dev.culvert.common.net;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Socket addresses in native memory, IPv4 in mapped form on an IPv6 socket.
 *
 * <pre>
 * sockaddr_in6 (28)   |family 2|port 2 BE|flow 4|address 16 @8|scope 4 @24|
 * sockaddr_in  (16)   |family 2|port 2 BE|address 4 @4|zero 8|
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>, ip(7)
 */
final class SocketAddress {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int MAX_BYTES = 28;

    static final ValueLayout.OfShort SHORT_BE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT_BE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG_BE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int INET_BYTES = 16;
    private static final long MAPPED_PREFIX = 0xFFFFL << 32;

    private SocketAddress() {}

    static int bytes(int family) {
        return family == AF_INET6 ? MAX_BYTES : INET_BYTES;
    }

    /** Writes the wildcard address and a port. */
    static void writeAny(MemorySegment address, int family, int port) {
        address.fill((byte) 0);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) family);
        address.set(SHORT_BE, 2, (short) port);
    }

    static void write(MemorySegment address, int family, Endpoint endpoint) {
        writeAny(address, family, endpoint.port());
        if (family == AF_INET6) {
            address.set(LONG_BE, 8, endpoint.address().high());
            address.set(LONG_BE, 16, endpoint.address().low());
            address.set(ValueLayout.JAVA_INT, 24, endpoint.scopeId());
        } else {
            address.set(INT_BE, 4, endpoint.address().ipv4Bits());
        }
    }

    static void read(MemorySegment address, int family, Arrival arrival) {
        int port = readPort(address);
        if (family == AF_INET6) {
            arrival.from(
                    address.get(LONG_BE, 8), address.get(LONG_BE, 16), port, address.get(ValueLayout.JAVA_INT, 24));
        } else {
            arrival.from(0, mapped(address.get(INT_BE, 4)), port, 0);
        }
    }

    static IpAddress readAddress(MemorySegment address, int family) {
        return family == AF_INET6
                ? new IpAddress(address.get(LONG_BE, 8), address.get(LONG_BE, 16))
                : IpAddress.ofIpv4(address.get(INT_BE, 4));
    }

    static int readPort(MemorySegment address) {
        return address.get(SHORT_BE, 2) & 0xFFFF;
    }

    static long mapped(int ipv4Bits) {
        return MAPPED_PREFIX | Integer.toUnsignedLong(ipv4Bits);
    }
}
