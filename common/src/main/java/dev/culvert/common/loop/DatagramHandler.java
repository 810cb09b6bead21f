package dev.culvert.common.loop;

import dev.culvert.common.path.Arrival;

/** Takes received datagrams. Belongs to one receiver's thread. */
public interface DatagramHandler {
    /**
     * What arrived in one receive: datagrams of {@code segmentSize} bytes behind each other, the last possibly shorter.
     * The bytes may be changed; they are the receiver's again afterwards.
     */
    default void onDatagrams(byte[] bytes, int length, int segmentSize, Arrival arrival, long nowNs) {
        int at = 0;
        do { // at least once: an empty datagram is one
            onDatagram(bytes, at, Math.min(segmentSize, length - at), arrival, nowNs);
            at += segmentSize;
        } while (at < length);
    }

    /** One of them. */
    void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs);

    /** Nothing more is waiting: lets go of what is held from one datagram to the next. */
    void endOfDatagrams(long nowNs);
}
