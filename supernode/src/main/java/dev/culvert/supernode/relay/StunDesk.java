package dev.culvert.supernode.relay;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.common.stun.StunResponder.Alternate;
import dev.culvert.common.stun.StunResponder.Answer;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.MessageKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers STUN Binding requests on one of the supernode's two ports, on demand from the other. Where the supernode has two
 * addresses, an answer says which other address and port could be asked, and can come from there. Belongs to the worker; as
 * a {@link DatagramHandler} it serves a port that speaks nothing else.
 */
public final class StunDesk implements DatagramHandler {
    private final SourceLimiter sources = new SourceLimiter(Limits.STUN_PER_SOURCE, Limits.STUN_SOURCE_BURST);

    private record Desk(StunResponder responder, @Nullable IpAddress otherAddress) {}

    private final Desk plain;
    private final Map<IpAddress, Desk> byLocalAddress = new HashMap<>();
    private final @Nullable UdpPort other;
    private final Counters<CounterId> counters;

    /**
     * The desk of one port.
     *
     * @param port its number
     * @param otherPort the number of the supernode's other one
     * @param publicAddresses as configured; with two of one family an answer names the other
     * @param other the other one, by which it answers where that is asked for; null if it cannot
     */
    public StunDesk(
            int port,
            int otherPort,
            List<IpAddress> publicAddresses,
            @Nullable UdpPort other,
            Counters<CounterId> counters) {
        boolean changes = other != null;
        this.plain = new Desk(new StunResponder(null, changes), null);
        this.other = other;
        this.counters = counters;
        for (IpAddress own : publicAddresses) {
            publicAddresses.stream()
                    .filter(second -> !second.equals(own) && second.isIpv4() == own.isIpv4())
                    .findFirst()
                    .ifPresent(second -> byLocalAddress.put(
                            own,
                            new Desk(
                                    new StunResponder(
                                            new Alternate(new Endpoint(own, port), new Endpoint(second, otherPort)),
                                            changes),
                                    second)));
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
        Desk desk = local == null ? plain : byLocalAddress.getOrDefault(local, plain);
        Answer answer = desk.responder.respond(bytes, at, length, back.remote());
        if (answer == null) {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            return;
        }
        UdpPort from = answer.otherPort() && other != null ? other : back.port();
        Path way = Path.direct(from, back.remote(), answer.otherAddress() ? desk.otherAddress : local);
        if (Sends.send(way, answer.message(), 0, answer.message().length, counters)) {
            counters.add(CounterId.STUN_ANSWERED);
        }
    }

    @Override
    public void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        if (arrival.isAnswerable() && MessageKind.of(bytes, at, length) == MessageKind.STUN) {
            onStun(bytes, at, length, arrival, nowNs);
        } else {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    @Override
    public void endOfDatagrams(long nowNs) {}
}
