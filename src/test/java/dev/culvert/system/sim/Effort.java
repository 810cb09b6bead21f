package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** What a search for a direct path costs one edge: what it sends to anybody but servers, and its ports. */
final class Effort {
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    private final SimMember member;
    private final Set<IpAddress> servers;
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private int probes;
    private int rate;
    private int ports;

    /** Counts from now on. {@code servers}: addresses that do not count. */
    Effort(SimMember member, Set<IpAddress> servers) {
        this.member = member;
        this.servers = servers;
        member.host().watch(this::onSent);
    }

    private void onSent(SimDatagram datagram) {
        ports = Math.max(ports, member.extraPorts());
        if (servers.contains(datagram.destination().address())) {
            return;
        }
        probes++;
        long nowNs = member.host().network().nowNs();
        lastSecond.add(nowNs);
        while (nowNs - lastSecond.getFirst() >= SECOND_NS) {
            lastSecond.remove();
        }
        rate = Math.max(rate, lastSecond.size());
    }

    /** Openers, and pings by paths that are not direct yet. */
    int probes() {
        return probes;
    }

    /** The most of them within any second. */
    int mostInASecond() {
        return rate;
    }

    /** The most ports beside the main one that were open at once. */
    int mostPorts() {
        return ports;
    }
}
