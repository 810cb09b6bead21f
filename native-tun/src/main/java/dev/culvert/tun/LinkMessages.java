package dev.culvert.tun;

import static dev.culvert.tun.NetlinkRequest.NLM_F_ACK;
import static dev.culvert.tun.NetlinkRequest.NLM_F_CREATE;
import static dev.culvert.tun.NetlinkRequest.NLM_F_DUMP;
import static dev.culvert.tun.NetlinkRequest.NLM_F_EXCL;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rtnetlink requests that set up a link (linux/rtnetlink.h, if_link.h, if_addr.h). Pure.
 *
 * <pre>
 * ifinfomsg:  0 family u8 | 1 pad | 2 device type u16 | 4 index i32 | 8 flags u32 | 12 which flags change u32
 * ifaddrmsg:  0 family u8 | 1 prefix length u8 | 2 flags u8 | 3 scope u8 | 4 index u32
 * rtmsg:      0 family u8 | 1 destination length u8 | 2 source length u8 | 3 TOS u8
 *             4 table u8  | 5 protocol u8 | 6 scope u8 | 7 type u8 | 8 flags u32
 * </pre>
 */
final class LinkMessages {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;

    private static final int AF_UNSPEC = 0;
    private static final int IFF_UP = 1;
    private static final int IFINFOMSG_LENGTH = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_TXQLEN = 13;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_GSO_MAX_SIZE = 41;
    private static final int IFLA_GSO_IPV4_MAX_SIZE = 63;
    private static final int IFLA_INET_CONF = 1;
    /** linux/ip.h */
    private static final int IPV4_DEVCONF_PROMOTE_SECONDARIES = 20;

    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int IN6_ADDR_GEN_MODE_NONE = 1;

    private static final int IFADDRMSG_LENGTH = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_F_NODAD = 0x02;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;

    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RTN_UNICAST = 1;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;

    private LinkMessages() {}

    /** Asks for the link of this name; answered by a message whose {@link #index} counts. */
    static NetlinkRequest find(String name) {
        return link(RTM_GETLINK, 0, 0, 0).attribute(IFLA_IFNAME, (name + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    /** Asks for the link of this index; answered by a message whose {@link #name} counts. */
    static NetlinkRequest find(int index) {
        return link(RTM_GETLINK, index, 0, 0);
    }

    static Optional<String> name(NetlinkReply.Data link) {
        return link.attribute(IFINFOMSG_LENGTH, IFLA_IFNAME)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replace("\0", ""));
    }

    static int index(NetlinkReply.Data link) {
        return link.body().getInt(4);
    }

    static NetlinkRequest mtu(int index, int mtu) {
        return link(RTM_NEWLINK, index, 0, NLM_F_ACK).attribute(IFLA_MTU, mtu);
    }

    /** How many packets may wait to be read. */
    static NetlinkRequest queueLength(int index, int packets) {
        return link(RTM_NEWLINK, index, 0, NLM_F_ACK).attribute(IFLA_TXQLEN, packets);
    }

    /** How large a packet may be that is split by the driver; a kernel before 6.3 has one limit for IPv4 and IPv6. */
    static NetlinkRequest superPacketLimit(int index, int bytes) {
        return link(RTM_NEWLINK, index, 0, NLM_F_ACK)
                .attribute(IFLA_GSO_MAX_SIZE, bytes)
                .attribute(IFLA_GSO_IPV4_MAX_SIZE, bytes);
    }

    /** Makes the kernel choose no IPv6 link-local address: it would send router solicitations into the tunnel. */
    static NetlinkRequest withoutLinkLocal(int index) {
        return link(RTM_NEWLINK, index, 0, NLM_F_ACK)
                .nested(
                        IFLA_AF_SPEC,
                        families -> families.nested(
                                LibC.AF_INET6,
                                ipv6 -> ipv6.attribute(IFLA_INET6_ADDR_GEN_MODE, new byte[] {IN6_ADDR_GEN_MODE_NONE})));
    }

    /** Makes the kernel keep the other addresses of a network when the first one of it is removed. */
    static NetlinkRequest keepingSecondaries(int index) {
        return link(RTM_NEWLINK, index, 0, NLM_F_ACK)
                .nested(
                        IFLA_AF_SPEC,
                        families -> families.nested(
                                LibC.AF_INET,
                                ipv4 -> ipv4.nested(
                                        IFLA_INET_CONF,
                                        settings -> settings.attribute(IPV4_DEVCONF_PROMOTE_SECONDARIES, 1))));
    }

    static NetlinkRequest up(int index) {
        return link(RTM_NEWLINK, index, IFF_UP, NLM_F_ACK);
    }

    static NetlinkRequest delete(int index) {
        return link(RTM_DELLINK, index, 0, NLM_F_ACK);
    }

    static NetlinkRequest address(int index, Prefix address) {
        return address(new NetlinkRequest(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL), index, address);
    }

    static NetlinkRequest withoutAddress(int index, Prefix address) {
        return address(new NetlinkRequest(RTM_DELADDR, NLM_F_ACK), index, address);
    }

    private static NetlinkRequest address(NetlinkRequest request, int index, Prefix address) {
        byte[] bytes = address.address().getAddress();
        return request.u8(address.family())
                .u8(address.length())
                .u8(address.isIpv6() ? IFA_F_NODAD : 0)
                .u8(RT_SCOPE_UNIVERSE)
                .u32(index)
                .attribute(IFA_LOCAL, bytes)
                .attribute(IFA_ADDRESS, bytes);
    }

    /** Asks for every address of every link. */
    static NetlinkRequest addresses() {
        return new NetlinkRequest(RTM_GETADDR, NLM_F_DUMP)
                .u8(AF_UNSPEC)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0);
    }

    /** Asks for links, with these flags for the message. */
    static NetlinkRequest links(int messageFlags) {
        return link(RTM_GETLINK, 0, 0, messageFlags);
    }

    /** The host's address in one answer to {@link #addresses}; nothing if it is malformed. */
    static Optional<HostAddress> hostAddress(NetlinkReply.Data reply) {
        if (reply.body().limit() < IFADDRMSG_LENGTH) {
            return Optional.empty();
        }
        return reply.attribute(IFADDRMSG_LENGTH, IFA_LOCAL)
                .or(() -> reply.attribute(IFADDRMSG_LENGTH, IFA_ADDRESS))
                .filter(bytes -> bytes.length == 4 || bytes.length == 16)
                .filter(bytes -> u8(reply, 1) <= bytes.length * Byte.SIZE)
                .map(bytes -> new Prefix(Prefix.ofBytes(bytes), u8(reply, 1)))
                .map(prefix -> new HostAddress(prefix, reply.body().getInt(4), u8(reply, 3), u8(reply, 2)));
    }

    private static int u8(NetlinkReply.Data reply, int at) {
        return Byte.toUnsignedInt(reply.body().get(at));
    }

    /** A route through the link, in the main table; refused if one to the same network exists. */
    static NetlinkRequest route(int index, Prefix network) {
        var request = new NetlinkRequest(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
                .u8(network.family())
                .u8(network.length())
                .u8(0)
                .u8(0)
                .u8(RT_TABLE_MAIN)
                .u8(RTPROT_STATIC)
                .u8(network.isIpv6() ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK)
                .u8(RTN_UNICAST)
                .u32(0);
        return request.attribute(RTA_DST, network.network().address().getAddress())
                .attribute(RTA_OIF, index);
    }

    private static NetlinkRequest link(int type, int index, int setFlags, int messageFlags) {
        return new NetlinkRequest(type, messageFlags)
                .u8(AF_UNSPEC)
                .u8(0)
                .u16(0)
                .u32(index)
                .u32(setFlags)
                .u32(setFlags);
    }
}
