package dev.culvert.system.natlab;

import dev.culvert.system.lab.Site;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Counts UDP datagrams that leave sites, but for those to some IPv4 addresses: what edges spend on each other. Counted where the
 * access link begins, so behind all NATs. Any thread.
 */
final class Spending {
    private static final int UDP = 17;
    private static final int PROTOCOL = 9;
    private static final int DESTINATION = 16;
    private static final int NEXT_HEADER = 6;

    private final Set<Integer> notCounted;
    private final AtomicLong datagrams = new AtomicLong();

    /** Starts to count. */
    Spending(List<Site> sites, List<String> notCounted) {
        this.notCounted = notCounted.stream().map(Spending::bits).collect(Collectors.toSet());
        sites.forEach(site -> site.access().forward().tap(this::onPacket));
    }

    private static int bits(String address) {
        try {
            return ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    private void onPacket(byte[] packet) {
        boolean counts = switch (packet[0] >>> 4) {
            case 4 ->
                packet[PROTOCOL] == UDP
                        && !notCounted.contains(ByteBuffer.wrap(packet).getInt(DESTINATION));
            case 6 -> packet[NEXT_HEADER] == UDP;
            default -> false;
        };
        if (counts) {
            datagrams.incrementAndGet();
        }
    }

    /** How many so far. */
    long datagrams() {
        return datagrams.get();
    }
}
