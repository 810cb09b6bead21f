package dev.culvert.edge.core;

import dev.culvert.common.ip.IcmpUnreachable;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.edge.data.TunWriter;
import java.util.Collection;

/** Tells programs on this host that nobody takes their packets. */
final class HostUnreachable {
    private HostUnreachable() {}

    /** One ICMP error a packet; from the address that it was for, since one of our own would be a martian. */
    static void tell(Collection<byte[]> packets, TunWriter tun, Counters<CounterId> counters) {
        for (byte[] packet : packets) {
            IpAddress asked = new IpAddress(IpPacket.destinationHigh(packet, 0), IpPacket.destinationLow(packet, 0));
            byte[] answer = IcmpUnreachable.answer(packet, 0, packet.length, asked);
            if (answer != null && !tun.write(answer, 0, answer.length)) {
                counters.add(CounterId.DROP_TUN_WRITE);
            }
        }
    }
}
