package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;

/**
 * A router's ICMP message that a datagram's TTL ran out there (RFC 792, RFC 4443). It quotes the whole datagram, as
 * RFC 1812 wishes; NATs on the way back put their inner endpoints into it again. Immutable.
 *
 * @param router the address that the router has towards the sender
 */
public record TimeExceeded(IpAddress router, SimDatagram expired) implements SimPacket {
    private static final int ICMP_BYTES = 8;

    @Override
    public IpAddress from() {
        return router;
    }

    @Override
    public IpAddress to() {
        return expired.source().address();
    }

    @Override
    public int bytes() {
        return headerBytes() + ICMP_BYTES + expired.bytes();
    }
}
