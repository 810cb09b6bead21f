package dev.culvert.supernode.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.SessionAction;
import dev.culvert.supernode.relay.Sends;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says things to remotes: answers at once, pushes until they are acknowledged. Where there is no live session for a push
 * it starts the handshake itself.
 */
final class Messenger {
    private final Counters<CounterId> counters;
    private final int mostQueued;
    private int queued;
    private final Set<Remote> waiting = new LinkedHashSet<>();
    private final Set<Remote> fresh = new LinkedHashSet<>(); // of these, who has messages that were never tried

    /**
     * A messenger with nothing to say.
     *
     * @param mostQueued messages that may wait for all remotes together
     */
    Messenger(int mostQueued, Counters<CounterId> counters) {
        this.mostQueued = mostQueued;
        this.counters = counters;
    }

    /** Queues a message for a member that is present; {@link #pump} sends it. */
    void push(Member member, Control.Builder message) {
        Remote remote = member.remote;
        if (remote != null) {
            var _ = queue(remote, null, message);
        }
    }

    /** Queues a message that makes pointless what still waits for the member about the same peer. */
    void push(Member member, PublicKey peer, Control.Builder message) {
        Remote remote = member.remote;
        if (remote != null) {
            boolean introduces = message.hasIntroduce();
            OptionalLong id = queue(remote, remote.pushes.remove(peer), message);
            id.ifPresent(queuedAs -> remote.pushes.put(peer, new Remote.Push(queuedAs, introduces)));
        }
    }

    private OptionalLong queue(Remote remote, Remote.@Nullable Push former, Control.Builder message) {
        OptionalLong id = OptionalLong.empty();
        if (former != null) {
            id = remote.exchange.replace(former.id(), message);
        } else if (remote.exchange.waiting() >= mostQueued - queued) {
            // Nobody may have more than is left for the others, so that who never acknowledges does not take all.
            counters.add(CounterId.DROP_CONTROL_QUEUES_FULL);
        } else {
            id = remote.exchange.request(message);
            counters.add(CounterId.DROP_CONTROL_QUEUE_FULL, id.isEmpty() ? 1 : 0);
        }
        count(remote);
        waiting.add(remote);
        fresh.add(remote);
        return id;
    }

    private void count(Remote remote) {
        queued += remote.exchange.waiting() - remote.counted;
        remote.counted = remote.exchange.waiting();
    }

    /** Whether the member has not acknowledged yet that it was introduced to this peer. */
    boolean isIntroducing(Member member, PublicKey peer) {
        Remote.Push push = member.remote == null ? null : member.remote.pushes.get(peer);
        return push != null && push.introduces();
    }

    /** A remote has acknowledged a push; others may follow. */
    void onAcknowledged(Remote remote, Control push, long nowNs) {
        remote.pushes.values().removeIf(waits -> waits.id() == push.getId());
        count(remote);
        pump(remote, nowNs);
    }

    /** Messages that wait for all remotes together. */
    int queued() {
        return queued;
    }

    /** Whether anything waits to be sent or acknowledged. */
    boolean isBusy() {
        return !waiting.isEmpty();
    }

    /** Sends what is due to all. */
    void pumpAll(long nowNs) {
        fresh.clear();
        List.copyOf(waiting).forEach(remote -> pump(remote, nowNs));
    }

    /** Sends what was pushed since the last time: an event must not cost a look at everybody. */
    void pumpFresh(long nowNs) {
        List<Remote> pushed = List.copyOf(fresh);
        fresh.clear();
        pushed.forEach(remote -> pump(remote, nowNs));
    }

    /** Sends what is due to one; how many messages. */
    int pump(Remote remote, long nowNs) {
        if (!remote.exchange.isWaiting()) {
            waiting.remove(remote);
            return 0;
        }
        List<SessionAction<Remote>> actions = new ArrayList<>(1);
        Keypair<Remote> keypair = remote.session.current();
        int sent = 0;
        if (keypair == null || keypair.isExpired(nowNs)) {
            remote.session.want(nowNs, actions);
        } else {
            if (remote.exchange.isInDoubt(nowNs)) {
                remote.session.renew(nowNs, actions);
            }
            Path path = remote.path;
            if (path != null) {
                for (Control message : remote.exchange.due(nowNs)) {
                    say(remote, message, path, nowNs);
                    sent++;
                }
            }
        }
        perform(actions, null, nowNs);
        return sent;
    }

    /** Sends one message now, if there are keys. */
    void say(Remote remote, Control message, Path path, long nowNs) {
        say(remote, new Frame.Message(message), path, true, nowNs);
    }

    /** Sends one frame now, if there are keys. */
    void say(Remote remote, Frame frame, Path path, boolean data, long nowNs) {
        byte[] sealed = remote.session.seal(frame.encoded(), data, nowNs);
        if (sealed != null) {
            Sends.send(path, sealed, 0, sealed.length, counters);
        }
    }

    /** What waits for a remote is pointless. */
    void forget(Remote remote) {
        int dropped = remote.exchange.clear().size();
        counters.add(CounterId.CONTROL_GIVEN_UP, dropped);
        remote.pushes.clear();
        count(remote);
        waiting.remove(remote);
        fresh.remove(remote);
    }

    /**
     * Does what sessions want done.
     *
     * @param source where the message came from that is handled; null for none
     */
    void perform(List<SessionAction<Remote>> actions, @Nullable Path source, long nowNs) {
        // An initiation is answered where it came from, which moves nobody: it may be a recorded one.
        boolean answering = false;
        for (SessionAction<Remote> action : actions) {
            switch (action) {
                case SessionAction.Heard<Remote>(Remote remote) -> answering = true;
                case SessionAction.Send<Remote>(Remote remote, byte[] message) ->
                    send(answering && source != null ? source : remote.path, message);
                case SessionAction.Reply<Remote>(byte[] message) -> send(source, message);
                case SessionAction.KeysChanged<Remote>(Remote remote, boolean confirm) ->
                    onKeys(remote, confirm, nowNs);
                case SessionAction.Silent<Remote>(Remote remote) -> {}
                case SessionAction.GaveUp<Remote>(Remote remote) -> forget(remote);
            }
        }
    }

    private void onKeys(Remote remote, boolean confirm, long nowNs) {
        if (remote.session.current() == null) {
            return;
        }
        if (remote.exchange.isInDoubt(nowNs)) {
            remote.exchange.restart();
        }
        if (pump(remote, nowNs) == 0 && confirm) {
            List<SessionAction<Remote>> actions = new ArrayList<>(1);
            remote.session.keepalive(nowNs, actions);
            perform(actions, null, nowNs);
        }
    }

    private void send(@Nullable Path path, byte[] message) {
        if (path == null) {
            counters.add(CounterId.DROP_NO_ENDPOINT);
        } else {
            Sends.send(path, message, 0, message.length, counters);
        }
    }
}
