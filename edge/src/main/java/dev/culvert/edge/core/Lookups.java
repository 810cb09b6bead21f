package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.data.TunWriter;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks supernodes who has an address, while the packets for it wait. Nothing is remembered of an answer "unknown": the
 * next packet asks anew. Conductor thread.
 */
final class Lookups {
    /** One address that is looked up. */
    private static final class Waiting {
        final Deque<byte[]> packets = new ArrayDeque<>();
        final Set<SupernodeLink> asked = new HashSet<>();
        final Set<SupernodeLink> unknown = new HashSet<>();
        final long sinceNs;

        Waiting(long sinceNs) {
            this.sinceNs = sinceNs;
        }
    }

    private final List<SupernodeLink> links;
    private final TunWriter tun;
    private final Counters<CounterId> counters;
    private final Map<IpAddress, Waiting> byAddress = new LinkedHashMap<>();

    /** {@code links}: the supernodes, which may still be added. */
    Lookups(List<SupernodeLink> links, TunWriter tun, Counters<CounterId> counters) {
        this.links = links;
        this.tun = tun;
        this.counters = counters;
    }

    boolean isBusy() {
        return !byAddress.isEmpty();
    }

    /** A packet for an address that no peer has. */
    void add(byte[] packet, long nowNs) {
        IpAddress address = new IpAddress(IpPacket.destinationHigh(packet, 0), IpPacket.destinationLow(packet, 0));
        Waiting waiting = byAddress.get(address);
        if (waiting == null && byAddress.size() >= Limits.LOOKUP_ADDRESSES) {
            counters.add(CounterId.DROP_LOOKUP);
            return;
        }
        if (waiting == null) {
            waiting = new Waiting(nowNs);
            byAddress.put(address, waiting);
        }
        waiting.packets.add(packet);
        if (waiting.packets.size() > Limits.LOOKUP_PACKETS) {
            waiting.packets.remove();
            counters.add(CounterId.DROP_LOOKUP);
        }
        ask(address, waiting, nowNs);
    }

    private void ask(IpAddress address, Waiting waiting, long nowNs) {
        ByteString bytes = ControlMessages.bytes(address);
        for (SupernodeLink link : links) {
            if (!waiting.asked.contains(link)
                    && link.request(
                            Control.newBuilder().setLookup(Lookup.newBuilder().setAddress(bytes)), nowNs)) {
                waiting.asked.add(link);
            }
        }
    }

    /** A supernode starts over: what it was asked before is forgotten. */
    void onRegistered(SupernodeLink link, long nowNs) {
        byAddress.forEach((address, waiting) -> {
            waiting.asked.remove(link);
            waiting.unknown.remove(link);
            ask(address, waiting, nowNs);
        });
    }

    /** A supernode knows nobody with this address. */
    void onUnknown(SupernodeLink link, IpAddress address) {
        Waiting waiting = byAddress.get(address);
        if (waiting == null || !waiting.asked.contains(link)) {
            return;
        }
        waiting.unknown.add(link);
        if (links.stream().filter(Lookups::isRegistered).allMatch(waiting.unknown::contains)) {
            byAddress.remove(address);
            giveUp(waiting);
        }
    }

    /** The addresses that packets wait for. */
    List<IpAddress> addresses() {
        return List.copyOf(byAddress.keySet());
    }

    /** The address has a peer now; the packets that waited for it, in order. */
    Deque<byte[]> take(IpAddress address) {
        Waiting waiting = byAddress.remove(address);
        return waiting == null ? new ArrayDeque<>() : waiting.packets;
    }

    void onTick(long nowNs) {
        boolean anyRegistered = links.stream().anyMatch(Lookups::isRegistered);
        long patienceNs = anyRegistered ? Timing.LOOKUP_PATIENCE_NS : Timing.NO_SUPERNODE_PATIENCE_NS;
        for (Iterator<Map.Entry<IpAddress, Waiting>> all = byAddress.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<IpAddress, Waiting> entry = all.next();
            if (nowNs - entry.getValue().sinceNs >= patienceNs) {
                all.remove();
                giveUp(entry.getValue());
            } else {
                ask(entry.getKey(), entry.getValue(), nowNs);
            }
        }
    }

    private void giveUp(Waiting waiting) {
        counters.add(CounterId.DROP_LOOKUP, waiting.packets.size());
        HostUnreachable.tell(waiting.packets, tun, counters);
    }

    private static boolean isRegistered(SupernodeLink link) {
        return link.state() == SupernodeState.REGISTERED;
    }
}
