package dev.culvert.tun;

import static dev.culvert.tun.NetlinkRequest.NLM_F_DUMP;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of links, addresses and routes, asked or unasked; the fixed parts are drawn at
 * {@link LinkMessages}. Pure and total: what is malformed is nothing.
 *
 * <pre>
 * rtnexthop:  0 length u16 | 2 flags u8 | 3 weight u8 | 4 interface i32 | attributes
 * </pre>
 */
final class RouteMessages {
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;

    private static final int IFINFOMSG_LENGTH = 16;
    private static final int RTMSG_LENGTH = 12;
    private static final int NEXTHOP_LENGTH = 8;

    private static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;

    private static final int RTN_UNICAST = 1;
    private static final int RT_TABLE_LOCAL = 255;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;

    private RouteMessages() {}

    /** Asks for every link. */
    static NetlinkRequest links() {
        return LinkMessages.links(NLM_F_DUMP);
    }

    /** Asks for every route of a family. */
    static NetlinkRequest routes(int family) {
        return new NetlinkRequest(RTM_GETROUTE, NLM_F_DUMP)
                .u8(family)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0);
    }

    /** The change that a message announces; nothing for those that are of no interest here. */
    static Optional<RouteEvent> event(NetlinkReply.Data message) {
        return switch (message.type()) {
            case LinkMessages.RTM_NEWLINK -> link(message).map(RouteEvent.LinkChanged::new);
            case LinkMessages.RTM_DELLINK -> link(message).map(RouteEvent.LinkRemoved::new);
            case LinkMessages.RTM_NEWADDR -> LinkMessages.hostAddress(message).map(RouteEvent.AddressChanged::new);
            case LinkMessages.RTM_DELADDR -> LinkMessages.hostAddress(message).map(RouteEvent.AddressRemoved::new);
            case LinkMessages.RTM_NEWROUTE -> route(message).map(RouteEvent.RouteChanged::new);
            case RTM_DELROUTE -> route(message).map(RouteEvent.RouteRemoved::new);
            default -> Optional.empty();
        };
    }

    /** The link in an answer to {@link #links}. */
    static Optional<HostLink> link(NetlinkReply.Data message) {
        if (message.body().limit() < IFINFOMSG_LENGTH) {
            return Optional.empty();
        }
        int flags = message.body().getInt(8);
        return Optional.of(new HostLink(
                LinkMessages.index(message),
                LinkMessages.name(message).orElse(""),
                (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0,
                (flags & IFF_LOOPBACK) != 0));
    }

    /** The route in an answer to {@link #routes}, if it leads to other hosts. */
    static Optional<HostRoute> route(NetlinkReply.Data message) {
        if (message.body().limit() < RTMSG_LENGTH || u8(message, 7) != RTN_UNICAST) {
            return Optional.empty();
        }
        int family = u8(message, 0);
        int table = number(message, RTA_TABLE).orElse(u8(message, 4));
        if ((family != LibC.AF_INET && family != LibC.AF_INET6) || table == RT_TABLE_LOCAL) {
            return Optional.empty();
        }
        int addressLength = family == LibC.AF_INET ? 4 : 16;
        byte[] destination = message.attribute(RTMSG_LENGTH, RTA_DST).orElse(new byte[addressLength]);
        int length = u8(message, 1);
        if (destination.length != addressLength || length > addressLength * Byte.SIZE) {
            return Optional.empty();
        }
        @Nullable Hop hop = hop(message);
        return Optional.of(new HostRoute(
                new Prefix(Prefix.ofBytes(destination), length),
                hop == null ? null : hop.gateway(),
                hop == null ? 0 : hop.index(),
                number(message, RTA_PRIORITY).orElse(0),
                table,
                u8(message, 5)));
    }

    /** Where a route leads. */
    private record Hop(@Nullable InetAddress gateway, int index) {}

    private static @Nullable Hop hop(NetlinkReply.Data message) {
        Optional<Integer> index = number(message, RTA_OIF);
        if (index.isPresent()) {
            return new Hop(gateway(message.attribute(RTMSG_LENGTH, RTA_GATEWAY)), index.get());
        }
        return message.attribute(RTMSG_LENGTH, RTA_MULTIPATH)
                .flatMap(RouteMessages::firstHop)
                .orElse(null);
    }

    private static Optional<Hop> firstHop(byte[] hops) {
        NetlinkReply.Data all = NetlinkReply.Data.ofBody(hops);
        int length = hops.length < NEXTHOP_LENGTH
                ? 0
                : Short.toUnsignedInt(all.body().getShort(0));
        if (length < NEXTHOP_LENGTH || length > hops.length) {
            return Optional.empty();
        }
        NetlinkReply.Data first = NetlinkReply.Data.ofBody(Arrays.copyOf(hops, length));
        return Optional.of(new Hop(
                gateway(first.attribute(NEXTHOP_LENGTH, RTA_GATEWAY)),
                first.body().getInt(4)));
    }

    private static @Nullable InetAddress gateway(Optional<byte[]> bytes) {
        return bytes.filter(address -> address.length == 4 || address.length == 16)
                .map(Prefix::ofBytes)
                .orElse(null);
    }

    private static Optional<Integer> number(NetlinkReply.Data message, int attribute) {
        return message.number(RTMSG_LENGTH, attribute);
    }

    private static int u8(NetlinkReply.Data message, int at) {
        return Byte.toUnsignedInt(message.body().get(at));
    }
}
