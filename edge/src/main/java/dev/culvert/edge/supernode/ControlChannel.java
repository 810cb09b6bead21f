package dev.culvert.edge.supernode;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.Received;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Unregister;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.SessionAction;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is said to a supernode inside its session, and repeated over sessions until it is heard. Conductor thread. */
final class ControlChannel {
    /** Who understands what the supernode answers. */
    interface Answers {
        /** A request was answered. */
        void onAnswer(Control request, Control answer, long nowNs);
    }

    private final LinkOwner owner;
    private final SupernodeLink link;
    private final Answers answers;
    private final Counters<CounterId> counters;
    private final Exchange exchange;
    private @Nullable Peer peer;
    private boolean keysInDoubt;

    ControlChannel(
            LinkOwner owner,
            SupernodeLink link,
            Answers answers,
            RandomGenerator random,
            Counters<CounterId> counters) {
        this.owner = owner;
        this.link = link;
        this.answers = answers;
        this.counters = counters;
        this.exchange = new Exchange(random);
    }

    /** The supernode; null before it told its key. */
    @Nullable
    Peer peer() {
        return peer;
    }

    void use(@Nullable Peer supernode) {
        peer = supernode;
    }

    /** Nothing is sent before there are other keys. */
    void doubtKeys() {
        keysInDoubt = true;
    }

    /** Makes keys with a cookie that has just come: a handshake under way has none. */
    void handshake(Peer supernode, byte[] cookie, long nowNs) {
        keysInDoubt = true;
        supernode.session().useCookie(cookie, nowNs);
        supernode.session().cancel();
        makeKeys(supernode, nowNs);
    }

    private void makeKeys(Peer supernode, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        supernode.session().want(nowNs, actions);
        owner.perform(actions, nowNs);
    }

    /** There are other keys: what was not acknowledged is sent again. */
    void restart() {
        keysInDoubt = false;
        exchange.restart();
    }

    /** Sends an empty message, so that the supernode can use the keys too. */
    void confirm(Peer supernode, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        supernode.session().keepalive(nowNs, actions);
        owner.perform(actions, nowNs);
    }

    /** Queues a request; its id, or nothing, counted, where too many wait. */
    OptionalLong request(Control.Builder message) {
        OptionalLong id = exchange.request(message);
        if (id.isEmpty()) {
            counters.add(CounterId.DROP_CONTROL_QUEUE_FULL);
        }
        return id;
    }

    /** Says as the only thing left that we leave; where there are no keys that the supernode may have, makes them first. */
    void unregister(long nowNs) {
        exchange.clear();
        request(Control.newBuilder().setUnregister(Unregister.getDefaultInstance()));
        Peer supernode = peer;
        if (supernode != null && keysInDoubt) {
            makeKeys(supernode, nowNs);
        }
        pump(nowNs);
    }

    void cancel(long id) {
        exchange.cancel(id);
    }

    /** Gives up all that waits. */
    void clear() {
        exchange.clear();
    }

    boolean isWaiting() {
        return exchange.isWaiting();
    }

    boolean isInDoubt(long nowNs) {
        return exchange.isInDoubt(nowNs);
    }

    /** Sends what is due, making keys first where there are none; whether anything went out. */
    boolean pump(long nowNs) {
        Peer supernode = peer;
        if (supernode == null || keysInDoubt || !exchange.isWaiting()) {
            return false;
        }
        Keypair<Peer> current = supernode.session().current();
        if (current == null || current.isExpired(nowNs)) {
            makeKeys(supernode, nowNs);
            return false;
        }
        List<Control> due = exchange.due(nowNs);
        due.forEach(message -> owner.send(supernode, message, nowNs));
        return !due.isEmpty();
    }

    /** A control message that came inside the session. */
    void onControl(Control control, long nowNs) {
        Peer supernode = peer;
        if (supernode == null) {
            return;
        }
        switch (exchange.onMessage(control)) {
            case Received.Fresh(Control push) -> {
                owner.send(supernode, exchange.acknowledge(push), nowNs);
                owner.onPush(link, push, nowNs);
            }
            case Received.Repeat(Control answer) -> owner.send(supernode, answer, nowNs);
            case Received.Unknown(Control acknowledgement) -> {
                counters.add(CounterId.CONTROL_UNKNOWN);
                owner.send(supernode, acknowledgement, nowNs);
            }
            case Received.Answered(Control request, Control answer) -> {
                answers.onAnswer(request, answer, nowNs);
                pump(nowNs); // room for what waited behind it
            }
            case Received.Ignored() -> {}
        }
    }
}
