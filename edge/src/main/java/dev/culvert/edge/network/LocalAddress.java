package dev.culvert.edge.network;

import dev.culvert.common.ip.IpAddress;

/**
 * An address of this host by which others may reach it, from nearby at least. Immutable.
 *
 * @param device the interface's name
 */
public record LocalAddress(IpAddress address, String device) {
    /** Where an address means this host. */
    public enum Reach {
        /** In a private IPv4 network (RFC 1918). */
        PRIVATE,
        /** In a provider's network, behind its NAT: 100.64.0.0/10 (RFC 6598). */
        SHARED,
        /** In a private IPv6 network (RFC 4193). */
        UNIQUE_LOCAL,
        /** Everywhere, if nothing filters it. */
        GLOBAL
    }

    /** Where the address means this host. */
    public Reach reach() {
        if (address.isPublic()) {
            return Reach.GLOBAL;
        } else if (!address.isIpv4()) {
            return Reach.UNIQUE_LOCAL;
        }
        return address.ipv4Bits() >>> 22 == 0x191 ? Reach.SHARED : Reach.PRIVATE;
    }

    /** Whether it is of any use to others: not of the host alone, nor of one link alone, nor a group's. */
    public static boolean isCandidate(IpAddress address) {
        if (address.isUnspecified() || address.isMulticast()) {
            return false;
        }
        if (address.isIpv4()) {
            int bits = address.ipv4Bits();
            return bits >>> 24 != 0 && bits >>> 24 != 127 && bits >>> 16 != 0xA9FE;
        }
        boolean loopback = address.high() == 0 && address.low() == 1;
        return !loopback && address.high() >>> 54 != 0x3FA;
    }

    /** The address. */
    @Override
    public String toString() {
        return address.toString();
    }
}
