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

    /** The port's number. */
    int localPort();

    /**
     * Sends one datagram, or several of equal size (the last may be shorter) that lie behind each other. Waits at most a
     * few milliseconds, and only where the send buffer is full. The bytes are the caller's again afterwards.
     *
     * @param local source address, or null for the system's choice
     * @param segmentSize bytes a datagram where there are several, else {@link #ONE_DATAGRAM}
     * @param ttl hop limit, or {@link #DEFAULT_TTL}
     */
    SendResult send(
            Endpoint remote, @Nullable IpAddress local, byte[] bytes, int offset, int length, int segmentSize, int ttl);
}
