package dev.culvert.edge.nat;

import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Timing;
import java.util.List;
import java.util.function.ObjLongConsumer;

/**
 * Whose packets come in (RFC 5780 section 4.4): servers are asked by fresh ports to answer from their other address and
 * port, and from their other port. Conductor thread.
 */
final class FilteringProbe {
    private final StunClient client;
    private final ThrowAwayPorts ports;
    private final ObjLongConsumer<Filtering> then;
    private boolean fromOtherAddress;
    private boolean fromOtherPort;
    private boolean addressTested;
    private boolean silence;
    private int waiting;

    /**
     * Begins.
     *
     * @param servers who are asked; those without another address can only answer from another port
     * @param then gets the result, once
     */
    FilteringProbe(
            StunClient client,
            ThrowAwayPorts ports,
            List<StunAnswer> servers,
            ObjLongConsumer<Filtering> then,
            long nowNs) {
        this.client = client;
        this.ports = ports;
        this.then = then;
        for (StunAnswer server : servers) {
            if (server.other().isPresent()) {
                ask(server, true, nowNs);
            }
            ask(server, false, nowNs);
        }
        if (waiting == 0) {
            finish(nowNs);
        }
    }

    private void ask(StunAnswer server, boolean otherAddress, long nowNs) {
        UdpPort port = ports.open();
        if (port == null) {
            return;
        }
        waiting++;
        client.ask(
                port,
                server.server(),
                silent(server.rttNs()).changing(otherAddress, true),
                (outcome, answeredNs) -> onOutcome(outcome, otherAddress, answeredNs),
                nowNs);
    }

    /** For requests whose silence is an answer. */
    static StunOptions silent(long rttNs) {
        return StunOptions.USUAL.sentAt(
                Timing.STUN_SILENCE_SENDS_NS,
                Timing.STUN_SILENCE_SENDS_NS.getLast() + Math.max(Timing.STUN_SILENCE_NS, 2 * rttNs));
    }

    private void onOutcome(StunOutcome outcome, boolean otherAddress, long nowNs) {
        switch (outcome) {
            case StunOutcome.Answered(StunAnswer _) -> {
                fromOtherAddress |= otherAddress;
                fromOtherPort |= !otherAddress;
            }
            case StunOutcome.Silent() -> {
                silence = true;
                addressTested |= otherAddress;
            }
            case StunOutcome.Refused() -> {}
            case StunOutcome.Arrived(var _) -> throw new IllegalStateException("nothing was sent to oneself");
        }
        if (--waiting == 0) {
            finish(nowNs);
        }
    }

    private void finish(long nowNs) {
        ports.close();
        then.accept(filtering(), nowNs);
    }

    private Filtering filtering() {
        if (fromOtherAddress) {
            return Filtering.ENDPOINT_INDEPENDENT;
        }
        if (fromOtherPort) {
            // Where no server has another address, nobody from elsewhere has tried.
            return addressTested ? Filtering.ADDRESS_DEPENDENT : Filtering.UNKNOWN;
        }
        return silence ? Filtering.ADDRESS_AND_PORT_DEPENDENT : Filtering.UNKNOWN;
    }
}
