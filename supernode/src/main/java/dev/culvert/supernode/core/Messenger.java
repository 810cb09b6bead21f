package dev.culvert.supernode.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.SessionAction;
import dev.culvert.supernode.relay.Sends;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says things to remotes: answers at once, pushes until they are acknowledged. Where there is no live session for a push
 * it starts the handshake itself.
 */
final class Messenger {
    private final Counters<CounterId> counters;
    private final Set<Remote> waiting = new LinkedHashSet<>();

    Messenger(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /** Queues a message for a member that is present; {@link #pump} sends it. */
    void push(Member member, Control.Builder message) {
        Remote remote = member.remote;
        if (remote == null) {
            return;
        }
        if (remote.exchange.request(message).isEmpty()) {
            counters.add(CounterId.DROP_CONTROL_QUEUE_FULL);
        }
        waiting.add(remote);
    }

    /** Whether anything waits to be sent or acknowledged. */
    boolean isBusy() {
        return !waiting.isEmpty();
    }

    /** Sends what is due to all. */
    void pumpAll(long nowNs) {
        for (Remote remote : List.copyOf(waiting)) {
            pump(remote, nowNs);
        }
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
        waiting.remove(remote);
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
