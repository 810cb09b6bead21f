package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.status.SupernodeState;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way to a session with one supernode: its name, HELLO, the handshake; and the waiting before the next attempt. The
 * link's phases up to {@link Phase#HANDSHAKE}, and {@link Phase#WAITING}. Conductor thread.
 */
final class Approach {
    private final SupernodeLink link;
    private final LinkOwner owner;
    private final ControlChannel channel;
    private final Standing standing;
    private final Greeting greeting;
    private final Acquaintance acquaintance;
    private final Attempts attempts = new Attempts();
    private @Nullable Path path;
    private boolean resolveFirst; // at the next attempt

    Approach(
            SupernodeLink link,
            @Nullable PublicKey pinned,
            LinkOwner owner,
            ControlChannel channel,
            Standing standing,
            RandomGenerator random) {
        this.link = link;
        this.owner = owner;
        this.channel = channel;
        this.standing = standing;
        this.greeting = new Greeting(random);
        this.acquaintance = new Acquaintance(link, pinned, owner);
    }

    /** Where the supernode is; null before its name was looked up. */
    @Nullable
    Path path() {
        return path;
    }

    /** The name was looked up, perhaps while the place known before was greeted. */
    void onEndpoint(Path found, long nowNs) {
        boolean elsewhere = path == null || !path.remote().equals(found.remote());
        switch (standing.phase()) {
            case RESOLVING -> {
                use(found);
                greet(nowNs);
            }
            case HELLO, HANDSHAKE -> {
                if (elsewhere) {
                    use(found);
                    greet(nowNs);
                }
            }
            case WAITING -> use(found);
            case REGISTERING, REGISTERED, WITHDRAWN -> {} // it answers where it is; a name may have many addresses
        }
    }

    private void use(Path found) {
        path = found;
        Peer supernode = channel.peer();
        if (supernode != null) {
            supernode.usePath(found);
        }
    }

    /** Begins with a HELLO, now. */
    void greet(long nowNs) {
        standing.enter(Phase.HELLO);
        greeting.start(nowNs);
        greeting.sendIfDue(Objects.requireNonNull(path, "greeted before it was found"), nowNs);
    }

    /** An answer to HELLO; what it says, or nothing if it answers none of ours. */
    Optional<Greeting.Reply> onHelloReply(HostPort place, byte[] message, long nowNs) {
        Optional<Greeting.Reply> read = standing.is(Phase.HELLO) ? greeting.read(message) : Optional.empty();
        read.ifPresent(reply -> meet(place, reply, nowNs));
        return read;
    }

    private void meet(HostPort place, Greeting.Reply reply, long nowNs) {
        Path there = Objects.requireNonNull(path, "answered before it was found");
        switch (acquaintance.meet(place, reply.key(), there)) {
            case Acquaintance.Result.Met(Peer supernode) -> {
                channel.use(supernode);
                standing.enter(Phase.HANDSHAKE);
                channel.handshake(supernode, reply.cookie(), nowNs);
            }
            case Acquaintance.Result.Stranger(String why) -> {
                resolveFirst = true; // which reads the remembered keys again
                retryLater(why, nowNs);
            }
        }
    }

    /** The handshake is done, which proves the supernode's key. */
    void onSession(Peer supernode) {
        acquaintance.prove(supernode);
        standing.enter(Phase.REGISTERING);
    }

    /** Begins again at once. */
    void attempt(long nowNs) {
        if (resolveFirst || path == null) {
            resolveFirst = false;
            standing.enter(Phase.RESOLVING);
            owner.resolve(link);
        } else {
            greet(nowNs);
        }
    }

    /** Begins again where it was, at once: DNS may be as dead as the link was. Its name may lead elsewhere meanwhile. */
    void lose(String why, long nowNs) {
        standing.enter(Phase.RESOLVING, SupernodeState.UNREACHABLE, why);
        if (path != null) {
            greet(nowNs);
        }
        owner.resolve(link);
    }

    /** It answered, but not as it should: the next attempt follows the schedule. */
    void retryLater(String why, long nowNs) {
        attempts.later(nowNs);
        standing.enter(Phase.WAITING, SupernodeState.REFUSED, why);
    }

    /** Another has what was asked for: the next attempt is due after the longest of the intervals. */
    void retrySeldom(String why, long nowNs) {
        attempts.after(Timing.ANNOUNCE_LAST_NS, nowNs);
        standing.enter(Phase.WAITING, SupernodeState.REFUSED, why);
    }

    /** The session is in doubt: the next attempt follows the schedule if this one never succeeded, else at once. */
    void retry(boolean atOnce, long nowNs) {
        if (atOnce) {
            attempts.after(0, nowNs);
        } else {
            attempts.later(nowNs);
        }
        standing.enter(Phase.WAITING);
    }

    /** The next attempt is due after this delay, or before if one waits already. */
    void retryWithin(long ns, long nowNs) {
        if (standing.is(Phase.WAITING)) {
            attempts.within(ns, nowNs);
        } else {
            attempts.after(ns, nowNs);
        }
        standing.enter(Phase.WAITING);
    }

    /** What failed before may succeed now. */
    void onNetworkChange(long nowNs) {
        if (standing.is(Phase.HELLO) || standing.is(Phase.WAITING)) {
            attempt(nowNs);
        }
    }

    /** It took us in, or wants us again: the schedule of attempts begins anew. */
    void onWelcome() {
        attempts.reset();
    }

    void onTick(long nowNs) {
        Path there = path;
        if (standing.is(Phase.HELLO) && there != null) {
            if (greeting.isGivenUp(nowNs)) {
                lose("it does not answer", nowNs);
            } else {
                greeting.sendIfDue(there, nowNs);
            }
        } else if (standing.is(Phase.WAITING) && attempts.isDue(nowNs)) {
            attempt(nowNs);
        }
    }
}
