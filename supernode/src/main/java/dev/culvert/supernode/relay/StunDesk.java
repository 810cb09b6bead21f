package dev.culvert.supernode.relay;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.common.stun.StunResponder.Alternate;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers STUN Binding requests on one of the supernode's two ports. Where the supernode has two addresses, an answer
 * says which other address and port could be asked. Belongs to the worker; as a {@link DatagramHandler} it serves a port
 * that speaks nothing else.
 */
public final class StunDesk implements DatagramHandler {
    private final SourceLimiter sources = new SourceLimiter(Timing.STUN_PER_SOURCE, Timing.STUN_PER_SOURCE);
    private final StunResponder plain;
    private final Map<IpAddress, StunResponder> byLocalAddress = new HashMap<>();
    private final Counters<CounterId> counters;

    /**
     * The desk of one port.
     *
     * @param port its number
     * @param otherPort the supernode's other one
     * @param publicAddresses as configured; with two of one family an answer names the other
     */
    public StunDesk(
            String software, int port, int otherPort, List<IpAddress> publicAddresses, Counters<CounterId> counters) {
        this.plain = new StunResponder(software, null);
        this.counters = counters;
        for (IpAddress own : publicAddresses) {
            publicAddresses.stream()
                    .filter(other -> !other.equals(own) && other.isIpv4() == own.isIpv4())
                    .findFirst()
                    .ifPresent(other -> byLocalAddress.put(
                            own,
                            new StunResponder(
                                    software, new Alternate(new Endpoint(own, port), new Endpoint(other, otherPort)))));
        }
    }

    /** A datagram that is STUN by its first bytes. */
    void onStun(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        Path back = arrival.path();
        if (!sources.allows(HandshakeSource.of(back.remote()), nowNs)) {
            counters.add(CounterId.DROP_STUN_RATE);
            return;
        }
        IpAddress local = back.local();
        StunResponder responder = local == null ? plain : byLocalAddress.getOrDefault(local, plain);
        byte[] answer = responder.answer(bytes, at, length, back.remote());
        if (answer == null) {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        } else if (Sends.send(back, answer, 0, answer.length, counters)) {
            counters.add(CounterId.STUN_ANSWERED);
        }
    }

    @Override
    public void onDatagrams(byte[] bytes, int length, int segmentSize, Arrival arrival, long nowNs) {
        int at = 0;
        do { // at least once: an empty datagram is one
            int segment = Math.min(segmentSize, length - at);
            if (arrival.isAnswerable() && MessageKind.of(bytes, at, segment) == MessageKind.STUN) {
                onStun(bytes, at, segment, arrival, nowNs);
            } else {
                counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            }
            at += segmentSize;
        } while (at < length);
    }

    @Override
    public void endOfDatagrams(long nowNs) {}
}
