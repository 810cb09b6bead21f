package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/** A local UDP port to send from: a socket, or one end of a simulated network. Any thread may send. */
public interface UdpPort {
    /** What {@code ttl} is where the system's default shall be used. */
    int DEFAULT_TTL = 0;

    /** What {@code segmentSize} is for a single datagram. */
    int ONE_DATAGRAM = 0;

    /** Datagrams that one send may hold at most: what Linux has taken since it divides them (UDP_MAX_SEGMENTS). */
    int MOST_DATAGRAMS = 64;

    /** Bytes of one send, whatever it holds: the largest UDP payload over IPv4. */
    int MAX_PAYLOAD = 65_507;

    /**
     * Bytes of several datagrams that one send should hold: more, with headers of Ethernet 14, VLAN 4, IPv6 40 and UDP 8, reach
     * the 65,536 that a device takes undivided (gso_max_size), and cost the kernel as much as datagrams that are sent alone.
     */
    int MOST_TOGETHER = 65_469;

    /** The port's number. */
    int localPort();

    /**
     * Sends one datagram, or several of equal size (the last may be shorter) that lie behind each other: all or none of them.
     * Waits at most a few milliseconds, and only where the send buffer is full. The bytes are the caller's again afterwards.
     *
     * @param local source address, or null for the system's choice
     * @param segmentSize bytes a datagram where there are several, else {@link #ONE_DATAGRAM}
     * @param ttl hop limit, or {@link #DEFAULT_TTL}
     */
    SendResult send(
            Endpoint remote, @Nullable IpAddress local, byte[] bytes, int offset, int length, int segmentSize, int ttl);
}
