package dev.culvert.common.loop;

import dev.culvert.common.path.Arrival;

/** Takes received datagrams. Belongs to one receiver's thread. */
public interface DatagramHandler {
    /**
     * What arrived in one receive: datagrams of {@code segmentSize} bytes behind each other, the last possibly shorter.
     * The bytes may be changed; they are the receiver's again afterwards.
     */
    void onDatagrams(byte[] bytes, int length, int segmentSize, Arrival arrival, long nowNs);

    /** Nothing more is waiting: lets go of what is held from one datagram to the next. */
    void endOfDatagrams(long nowNs);
}
