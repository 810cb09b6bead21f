package dev.culvert.common.net;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.IcmpError.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * What a socket's error queue gives (MSG_ERRQUEUE): the address is the datagram's destination, the payload what the report
 * repeats of the datagram's, and a control message says who reports what. On an IPv6 socket all addresses are IPv6, those
 * of IPv4 mapped.
 *
 * <pre>
 * sock_extended_err |errno 4 @0|origin 1 @4|type 1 @5|code 1 @6|pad|info 4 @8|data 4 @12|, then the reporter's sockaddr
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7), IP_RECVERR</a>, linux/errqueue.h
 */
final class ErrorQueue {
    static final int IP_RECVERR = 11;
    static final int IPV6_RECVERR = 25;
    static final int MSG_ERRQUEUE = 0x2000;

    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int ORIGIN = 4;
    private static final int TYPE = 5;
    private static final int CODE = 6;
    private static final int REPORTER = 16;
    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMP6 = 3;

    private ErrorQueue() {}

    /** The report in a received message; null if it is of another kind, such as an error of this host's own. */
    static @Nullable IcmpError read(MessageHeader message, int family, int length) {
        boolean ipv6 = family == SocketAddress.AF_INET6;
        int at = message.findControl(ipv6 ? SOL_IPV6 : SOL_IP, ipv6 ? IPV6_RECVERR : IP_RECVERR);
        int port = SocketAddress.readPort(message.address);
        if (at < 0
                || port == 0
                || at + REPORTER + SocketAddress.bytes(family)
                        > message.control().byteSize()) {
            return null;
        }
        MemorySegment report = message.control().asSlice(at);
        Kind kind = kind(u8(report, ORIGIN), u8(report, TYPE), u8(report, CODE));
        IpAddress reporter = SocketAddress.readAddress(report.asSlice(REPORTER), family);
        if (kind == null || reporter.isUnspecified()) {
            return null;
        }
        Endpoint destination = new Endpoint(SocketAddress.readAddress(message.address, family), port);
        return new IcmpError(
                reporter, destination, kind, message.payload.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /** RFC 792 and RFC 4443. */
    static @Nullable Kind kind(int origin, int type, int code) {
        return switch (origin) {
            case ORIGIN_ICMP ->
                switch (type) {
                    case 3 -> code == 4 ? Kind.TOO_BIG : Kind.UNREACHABLE;
                    case 11 -> Kind.TIME_EXCEEDED;
                    default -> null;
                };
            case ORIGIN_ICMP6 ->
                switch (type) {
                    case 1 -> Kind.UNREACHABLE;
                    case 2 -> Kind.TOO_BIG;
                    case 3 -> Kind.TIME_EXCEEDED;
                    default -> null;
                };
            default -> null;
        };
    }

    private static int u8(MemorySegment report, int at) {
        return Byte.toUnsignedInt(report.get(ValueLayout.JAVA_BYTE, at));
    }
}
