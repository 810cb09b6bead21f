package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Whether the NAT takes packets from inside to its own outer addresses (RFC 4787 section 6): two fresh ports learn where
 * they are seen, and send to each other there, so that neither's filter is in the way. Conductor thread.
 */
final class HairpinProbe {
    private final StunClient client;
    private final ThrowAwayPorts ports;
    private final long rttNs;
    private final ObjLongConsumer<Hairpin> then;
    private final List<StunAnswer> ends = new ArrayList<>();
    private boolean arrived;
    private int waiting;

    /**
     * Begins.
     *
     * @param rttNs round trip to the server
     * @param then gets the result, once
     */
    HairpinProbe(
            StunClient client,
            ThrowAwayPorts ports,
            Endpoint server,
            long rttNs,
            ObjLongConsumer<Hairpin> then,
            long nowNs) {
        this.client = client;
        this.ports = ports;
        this.rttNs = rttNs;
        this.then = then;
        UdpPort one = ports.open();
        UdpPort other = ports.open();
        if (one == null || other == null) {
            finish(Hairpin.UNKNOWN, nowNs);
            return;
        }
        waiting = 2;
        client.ask(one, server, FilteringProbe.silent(rttNs), this::onMapped, nowNs);
        client.ask(other, server, FilteringProbe.silent(rttNs), this::onMapped, nowNs);
    }

    private void onMapped(StunOutcome outcome, long nowNs) {
        if (outcome instanceof StunOutcome.Answered(StunAnswer answer)) {
            ends.add(answer);
        }
        if (--waiting > 0) {
            return;
        }
        if (ends.size() < 2) {
            finish(Hairpin.UNKNOWN, nowNs);
            return;
        }
        waiting = 3;
        StunAnswer one = ends.getFirst();
        StunAnswer other = ends.getLast();
        send(one, other, nowNs);
        send(other, one, nowNs);
        // Of two that cross, a Linux router that takes packets itself spoils the second: this one meets no other.
        send(one, one, nowNs);
    }

    private void send(StunAnswer from, StunAnswer to, long nowNs) {
        client.sendToOneself(from.port(), to.mapped(), to.port(), FilteringProbe.silent(rttNs), this::onOutcome, nowNs);
    }

    private void onOutcome(StunOutcome outcome, long nowNs) {
        arrived |= outcome instanceof StunOutcome.Arrived;
        if (arrived) {
            finish(Hairpin.YES, nowNs); // closing the ports ends the other direction
        } else if (--waiting == 0) {
            finish(Hairpin.NO, nowNs);
        }
    }

    private void finish(Hairpin result, long nowNs) {
        ports.close();
        then.accept(result, nowNs);
    }
}
