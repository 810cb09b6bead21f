package dev.culvert.tun;

import dev.culvert.tun.TunException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a TUN device shall be. {@link TunDevice#open} checks it before it touches the system.
 *
 * @param name interface name: 1 to 15 printable ASCII characters, none of {@code / : %} or space
 * @param mtu largest IP packet in bytes: 68 to 65,535, at least 1,280 if an address is IPv6
 * @param queues descriptors that share the device's traffic by flow, 1 to 256; above 1 the device is multi-queue
 * @param offload whether packets shall have vnet headers, and come and go as super-packets: {@link TunDevice#offload} says
 *     what the kernel has of it
 * @param addresses the host's addresses on the device, each with its network's length
 * @param routes further networks to reach through the device; bits after the length are ignored
 */
public record TunConfig(
        String name, int mtu, int queues, boolean offload, List<Prefix> addresses, List<Prefix> routes) {
    /** MAX_TAP_QUEUES in drivers/net/tun.c. */
    static final int MAX_QUEUES = 256;

    static final int MIN_MTU = 68;
    static final int MIN_MTU_IPV6 = 1280;
    static final int MAX_MTU = 65_535;

    private static final int LARGEST_SEND = 65_469;
    private static final int MAX_SEGMENTS = 64;
    private static final int AROUND_SEGMENT = 48;
    private static final int LEAST_HEADERS = 52;
    private static final int RESERVED = 321;
    private static final int LARGEST_LIMIT = 65_535;

    /** dev_valid_name() in net/core/dev.c, without '%', which would make the kernel choose a number. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[!-~&&[^/:%]]{1,15}");

    /** @throws IllegalArgumentException if {@code queues} is out of range */
    public TunConfig {
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException("queues: " + queues + " is not in 1.." + MAX_QUEUES);
        }
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** The same with other addresses. */
    TunConfig withAddresses(List<Prefix> others) {
        return new TunConfig(name, mtu, queues, offload, others, routes);
    }

    /**
     * The largest super-packet that the kernel shall make, in bytes. A tunnel adds up to 48 bytes to every segment, and
     * sends them all at once by UDP segmentation: at most 64, and 65,469 bytes. The kernel's TCP fills whole segments with
     * payload, but leaves 321 bytes of the limit free, for headers of every layer (sk_setup_caps in net/core/sock.c,
     * MAX_TCP_HEADER + 1); a segment has 52 bytes of headers or more (IPv4, TCP with timestamps).
     */
    int superPacketLimit() {
        int segments = Math.clamp(LARGEST_SEND / (mtu + AROUND_SEGMENT), 1, MAX_SEGMENTS);
        return Math.clamp(segments * (mtu - LEAST_HEADERS) + RESERVED, mtu, LARGEST_LIMIT);
    }

    /** Checks all that can be checked without asking the kernel. */
    void check() throws TunException {
        if (!NAME.matcher(name).matches()) {
            throw new TunException(
                    Reason.BAD_NAME,
                    "interface name '" + name
                            + "': needs 1 to 15 printable ASCII characters, without '/', ':', '%' and spaces");
        }
        int minimum = addresses.stream().anyMatch(Prefix::isIpv6) ? MIN_MTU_IPV6 : MIN_MTU;
        if (mtu < minimum || mtu > MAX_MTU) {
            throw new TunException(Reason.BAD_MTU, "MTU " + mtu + " is not in " + minimum + ".." + MAX_MTU);
        }
        for (Prefix address : addresses) {
            checkHostAddress(address);
        }
    }

    private static void checkHostAddress(Prefix prefix) throws TunException {
        var address = prefix.address();
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLoopbackAddress()) {
            throw new TunException(Reason.BAD_ADDRESS, "address " + prefix + " cannot belong to an interface");
        }
        if (!prefix.isIpv6() && prefix.length() < 31) {
            int hostMask = -1 >>> prefix.length();
            int host = ByteBuffer.wrap(address.getAddress()).getInt() & hostMask;
            if (host == 0 || host == hostMask) {
                throw new TunException(
                        Reason.BAD_ADDRESS,
                        "address " + prefix + " is the " + (host == 0 ? "network's own" : "broadcast")
                                + " address: choose one between");
            }
        }
    }
}
