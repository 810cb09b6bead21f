package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;

/**
 * A UDP datagram on its way, in one IP packet that no router may fragment. Immutable.
 *
 * @param source as its header says here: NATs have replaced it
 * @param destination likewise
 * @param ttl hops it may still take, at least 1
 * @param payload not copied: nobody changes it
 */
public record SimDatagram(Endpoint source, Endpoint destination, int ttl, byte[] payload) implements SimPacket {
    private static final int UDP_BYTES = 8;

    @Override
    public IpAddress from() {
        return source.address();
    }

    @Override
    public IpAddress to() {
        return destination.address();
    }

    @Override
    public int bytes() {
        return headerBytes() + UDP_BYTES + payload.length;
    }

    SimDatagram withSource(Endpoint other) {
        return new SimDatagram(other, destination, ttl, payload);
    }

    SimDatagram withDestination(Endpoint other) {
        return new SimDatagram(source, other, ttl, payload);
    }

    /** After so many routers, fewer than its TTL. */
    SimDatagram after(int hops) {
        return new SimDatagram(source, destination, ttl - hops, payload);
    }
}
