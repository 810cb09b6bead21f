package dev.culvert.tun;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route of this host to other hosts: what the kernel calls unicast, of any table but the one of the host's own addresses.
 *
 * @param destination the network; of length 0 for a default route
 * @param gateway the next hop, of several the first; null where the network is on the link itself
 * @param index of the interface it leads through, of several the first; 0 if there is none
 * @param metric unsigned: of two routes to one network the lower one counts
 * @param table its number: 254 is the main one
 * @param protocol who made it, in the kernel's numbers (linux/rtnetlink.h): 2 is the kernel itself
 */
public record HostRoute(
        Prefix destination, @Nullable InetAddress gateway, int index, int metric, int table, int protocol) {
    static final int MAIN = 254;

    /** Whether it is for everything that no other route is for. */
    public boolean isDefault() {
        return destination.length() == 0;
    }
}
