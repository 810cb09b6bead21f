package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/**
 * Asks one server by {@link Limits#SAMPLES} fresh ports, in bursts, which ports the NAT gives them. Conductor thread.
 */
final class PortSampling {
    private final StunClient client;
    private final ThrowAwayPorts ports;
    private final Supplier<List<Endpoint>> alsoSeen;
    private final ObjLongConsumer<Allocation> then;
    private final List<PortSample> samples = new ArrayList<>();
    private final long sentByNs;
    private int waiting;

    /**
     * Begins.
     *
     * @param rttNs round trip to the server
     * @param alsoSeen what the NAT has given to the main port by the end
     * @param then gets the result, once
     */
    PortSampling(
            StunClient client,
            ThrowAwayPorts ports,
            Endpoint server,
            long rttNs,
            Supplier<List<Endpoint>> alsoSeen,
            ObjLongConsumer<Allocation> then,
            long nowNs) {
        this.client = client;
        this.ports = ports;
        this.alsoSeen = alsoSeen;
        this.then = then;
        this.sentByNs = nowNs + Timing.SAMPLES_NS.getLast();
        List<UdpPort> fresh = new ArrayList<>();
        for (int i = 0; i < Limits.SAMPLES; i++) {
            UdpPort port = ports.open();
            if (port != null) {
                fresh.add(port);
            }
        }
        waiting = fresh.size();
        for (int i = 0; i < fresh.size(); i++) { // all are open: opening takes longer than sending
            ask(fresh.get(i), server, i, rttNs, nowNs);
        }
        if (fresh.isEmpty()) {
            then.accept(new Allocation.Unknown(), nowNs);
        }
    }

    private void ask(UdpPort port, Endpoint server, int order, long rttNs, long nowNs) {
        int burst = order * Timing.SAMPLES_NS.size() / Limits.SAMPLES;
        long dueNs = Timing.SAMPLES_NS.get(burst);
        long patienceNs = dueNs + Math.max(Timing.STUN_SILENCE_NS, 2 * rttNs);
        client.ask(
                port,
                server,
                StunOptions.USUAL.sentAt(List.of(dueNs), patienceNs),
                (outcome, answeredNs) -> onOutcome(order, burst, outcome, answeredNs),
                nowNs);
    }

    private void onOutcome(int order, int burst, StunOutcome outcome, long nowNs) {
        if (outcome instanceof StunOutcome.Answered(StunAnswer answer)) {
            samples.add(new PortSample(order, burst, answer.sentNs(), answer.mapped()));
        }
        if (--waiting == 0) {
            ports.close();
            then.accept(AllocationFit.of(samples, alsoSeen.get()), nowNs);
        }
    }

    /** Whether all was sent: what is sent from now on disturbs nothing. */
    boolean isSent(long nowNs) {
        return nowNs > sentByNs || waiting == 0;
    }
}
