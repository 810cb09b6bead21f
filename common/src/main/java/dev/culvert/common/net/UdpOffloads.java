package dev.culvert.common.net;

/**
 * What a socket leaves to the kernel, where that can do it. Immutable.
 *
 * @param segmentation to divide what is sent at once into datagrams (UDP_SEGMENT, Linux 4.18)
 * @param joining to hand over datagrams of one size that come behind each other as one receive (UDP_GRO, Linux 5.0)
 */
public record UdpOffloads(boolean segmentation, boolean joining) {
    /** All of it. */
    public static final UdpOffloads ALL = new UdpOffloads(true, true);

    /** Only what concerns sending: each receive takes one datagram. */
    public static final UdpOffloads SENDING = new UdpOffloads(true, false);
}
