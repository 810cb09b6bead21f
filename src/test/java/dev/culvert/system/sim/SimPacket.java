package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;

/** An IP packet on a {@link SimNetwork}. Immutable. */
sealed interface SimPacket permits SimDatagram, TimeExceeded {
    /** Bytes of an IPv4 and an IPv6 header. */
    int IPV4_BYTES = 20;

    int IPV6_BYTES = 40;

    /** Who sent it, as its header says. */
    IpAddress from();

    /** Where it goes. */
    IpAddress to();

    /** Its length with the IP header. */
    int bytes();

    /** Bytes of the IP header before it. */
    default int headerBytes() {
        return to().isIpv4() ? IPV4_BYTES : IPV6_BYTES;
    }
}
