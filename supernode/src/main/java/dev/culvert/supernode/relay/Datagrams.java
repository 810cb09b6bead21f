package dev.culvert.supernode.relay;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.IndexTable;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a datagram at a supernode. RELAY is forwarded here; HELLO, KEEP and STUN are answered here, without
 * leaving anything behind; handshakes and what sessions carry go to the conductor. Datagrams that arrive as one buffer
 * are of whoever sent them: each is judged alone. Belongs to the worker.
 */
public final class Datagrams implements DatagramHandler {
    private final byte[] ownKey;
    private final IndexTable<?> indices;
    private final RelayTable relays;
    private final Tokens tokens;
    private final CookieSource cookies;
    private final Observation observation;
    private final StunDesk stun;
    private final EventSink<SupernodeEvent> events;
    private final Counters<CounterId> counters;
    private final Hints hints;
    private final Forwarder forwarder;
    private final SourceLimiter helloSources = new SourceLimiter();

    /**
     * The datagrams of one port.
     *
     * @param ownKey the supernode's, which a HELLO-REPLY tells
     * @param indices of the conductor's sessions: what is for none of them needs no conductor
     */
    public Datagrams(
            PublicKey ownKey,
            IndexTable<?> indices,
            RelayTable relays,
            Tokens tokens,
            CookieSource cookies,
            Observation observation,
            StunDesk stun,
            EventSink<SupernodeEvent> events,
            Counters<CounterId> counters) {
        this.ownKey = ownKey.bytes();
        this.indices = indices;
        this.relays = relays;
        this.tokens = tokens;
        this.cookies = cookies;
        this.observation = observation;
        this.stun = stun;
        this.events = events;
        this.counters = counters;
        this.hints = new Hints(counters);
        this.forwarder = new Forwarder(counters);
    }

    @Override
    public void onDatagrams(byte[] bytes, int length, int segmentSize, Arrival arrival, long nowNs) {
        DatagramHandler.super.onDatagrams(bytes, length, segmentSize, arrival, nowNs);
        forwarder.send();
    }

    /** Nothing is held any more, unless a datagram has failed: then what came before it. */
    @Override
    public void endOfDatagrams(long nowNs) {
        forwarder.send();
    }

    @Override
    public void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        if (!arrival.isAnswerable()) {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            return;
        }
        MessageKind kind = MessageKind.of(bytes, at, length);
        if (kind != MessageKind.RELAY) {
            forwarder.send(); // answers come in the order of what they answer
        }
        switch (kind) {
            case RELAY -> onRelay(bytes, at, length, arrival, nowNs);
            case DATA -> onData(bytes, at, length, arrival, nowNs);
            case INITIATION, RESPONSE, COOKIE_REPLY ->
                offer(new SupernodeEvent.Handshake(copy(bytes, at, length), arrival.path()));
            case HELLO -> onHello(bytes, at, arrival, nowNs);
            case KEEP -> onKeep(bytes, at, arrival, nowNs);
            case STUN -> stun.onStun(bytes, at, length, arrival, nowNs);
            // An edge that has lost its session registers anew by itself: hints are for edges.
            case HINT, HELLO_REPLY, KEEP_REPLY, UNKNOWN -> counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    /** The id says who sends to whom, token and source that it is he; the receiver gets his own token instead. */
    private void onRelay(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        int relayId = MessageLayout.readInt(bytes, at + CulvertLayout.RELAY_ID);
        RelayPair pair = relays.find(relayId);
        if (pair == null) {
            refuse(CounterId.DROP_RELAY_UNKNOWN, bytes, at, arrival, nowNs);
            return;
        }
        Binding.Bound sender = pair.sender(relayId).bound();
        if (sender == null || !sender.permits(MessageLayout.readLong(bytes, at + CulvertLayout.RELAY_TOKEN), arrival)) {
            refuse(CounterId.DROP_RELAY_REFUSED, bytes, at, arrival, nowNs);
            return;
        }
        Binding.Bound receiver = pair.receiver(relayId).bound();
        if (receiver == null) {
            counters.add(CounterId.DROP_RELAY_NO_RECEIVER);
            return;
        }
        if (!isWithin(pair.ownLimit(), length, nowNs)) {
            counters.add(CounterId.DROP_RELAY_PAIR_RATE);
            return;
        }
        if (!isWithin(pair.communityLimit(), length, nowNs)) {
            counters.add(CounterId.DROP_RELAY_COMMUNITY_RATE);
            return;
        }
        MessageLayout.writeLong(bytes, at + CulvertLayout.RELAY_TOKEN, receiver.token());
        forwarder.add(pair, receiver, bytes, at, length, nowNs);
    }

    private static boolean isWithin(@Nullable Bandwidth limit, int bytes, long nowNs) {
        return limit == null || limit.take((long) bytes * Byte.SIZE, nowNs);
    }

    private void onData(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        int index = MessageLayout.readInt(bytes, at + MessageLayout.FIRST_INDEX);
        if (indices.find(index) instanceof Keypair<?>) {
            offer(new SupernodeEvent.Data(copy(bytes, at, length), arrival.path()));
        } else {
            refuse(CounterId.DROP_UNKNOWN_INDEX, bytes, at, arrival, nowNs);
        }
    }

    private void onHello(byte[] bytes, int at, Arrival arrival, long nowNs) {
        Path back = arrival.path();
        HandshakeSource source = HandshakeSource.of(back);
        if (!helloSources.allows(source, nowNs)) {
            counters.add(CounterId.DROP_HELLO_RATE);
            return;
        }
        Endpoint observed = observation.of(back.remote());
        byte[] reply = CulvertLayout.helloReply(bytes, at, ownKey, observed, cookies.cookieFor(source, nowNs));
        if (Sends.send(back, reply, 0, reply.length, counters)) {
            counters.add(CounterId.HELLOS_ANSWERED);
        }
    }

    /** Whoever knows the token learns where he is; presence is that of the edge only where it is bound. */
    private void onKeep(byte[] bytes, int at, Arrival arrival, long nowNs) {
        Binding binding = tokens.find(MessageLayout.readLong(bytes, at + CulvertLayout.KEEP_TOKEN));
        Binding.Bound bound = binding == null ? null : binding.bound();
        if (binding == null || bound == null) {
            refuse(CounterId.DROP_UNKNOWN_TOKEN, bytes, at, arrival, nowNs);
            return;
        }
        if (arrival.isFrom(bound.path().remote())) {
            binding.kept(nowNs);
        }
        Path back = arrival.path();
        byte[] reply = CulvertLayout.keepReply(bytes, at, observation.of(back.remote()));
        Sends.send(back, reply, 0, reply.length, counters);
    }

    private void refuse(CounterId reason, byte[] bytes, int at, Arrival arrival, long nowNs) {
        counters.add(reason);
        hints.about(bytes, at, arrival, nowNs);
    }

    private void offer(SupernodeEvent event) {
        if (!events.offer(event)) {
            counters.add(CounterId.DROP_EVENT_QUEUE_FULL);
        }
    }

    private static byte[] copy(byte[] bytes, int at, int length) {
        return Arrays.copyOfRange(bytes, at, at + length);
    }
}
