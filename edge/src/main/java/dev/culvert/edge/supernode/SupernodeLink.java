package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.control.pb.RelayBind;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.status.SupernodeState;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The registration with one supernode, kept up for as long as the edge runs. Conductor thread.
 *
 * <pre>
 *  RESOLVING ──endpoint──► HELLO ──reply──► HANDSHAKE ──keys──► REGISTERING ──Registered──► REGISTERED
 *      ▲                   │  │ another key      │                │  │ refused, no answer      │  │
 *      │                   │  └───────► WAITING ◄┼────────────────┼──┘ (1, 2, 4 … 32 s)        │  │
 *      │                   ▲               │     │ given up       │                            │  │
 *      │ another key       ├───────────────┼─────┴────────────────┴──── KEEP unanswered ───────┘  │
 *      └───────────────────┼───────────────┤                                                      │
 *                          └───────────────┴──── HINT, or a request unanswered ───────────────────┘
 *
 *  any ──the address is another's at another supernode──► WITHDRAWN ──to be had again──► HELLO
 *  any ──────────────────the edge stops─────────────────► WITHDRAWN
 * </pre>
 *
 * {@link Phase} says what each state is, {@link Standing} what status shows. Earlier keys go on until new ones are made.
 */
public final class SupernodeLink {
    private final HostPort place;
    private final LinkOwner owner;
    private final RandomGenerator random;
    private final Counters<CounterId> counters;
    private final ControlChannel channel;
    private final Standing standing;
    private final Approach approach;
    private final Registration registration;
    private final Presence presence;
    private final Hints hints = new Hints();
    private @Nullable Endpoint observed;

    /**
     * A link that has not been started.
     *
     * @param place as configured
     * @param pinned the key that was configured, if any
     */
    public SupernodeLink(
            HostPort place,
            @Nullable PublicKey pinned,
            LinkOwner owner,
            RandomGenerator random,
            Counters<CounterId> counters) {
        this.place = place;
        this.owner = owner;
        this.random = random;
        this.counters = counters;
        this.channel = new ControlChannel(owner, this, this::onAnswer, random, counters);
        this.standing = new Standing(() -> owner.onState(this));
        this.approach = new Approach(this, pinned, owner, channel, standing, random);
        this.registration = new Registration(channel);
        this.presence = new Presence(random);
    }

    // -- what it is --------------------------------------------------------------------------------------------------

    /** Where the supernode is, as configured. */
    public HostPort place() {
        return place;
    }

    /** Where the registration stands. */
    public SupernodeState state() {
        return standing.state();
    }

    /** Why it stands there, or "". */
    public String words() {
        return standing.words();
    }

    /** The direct path to the supernode; null before its name was looked up. */
    public @Nullable Path path() {
        return approach.path();
    }

    /** The supernode as a peer; null before it told its key. */
    public @Nullable Peer peer() {
        return channel.peer();
    }

    /** What shows the supernode that a relayed packet is ours; nothing before the first Registered. */
    public OptionalLong token() {
        return registration.token();
    }

    /** Our endpoint as the supernode saw it last. */
    public Optional<Endpoint> observed() {
        return Optional.ofNullable(observed);
    }

    /** Round trip of the last KEEP in ns. */
    public OptionalLong rttNs() {
        return presence.rttNs();
    }

    /** Whether no other edge was registered there when we were, last. */
    public boolean wasAlone() {
        return registration.wasAlone();
    }

    /** For how long the address has been ours there, as told with the last registration, in ns. */
    public long heldNs(long nowNs) {
        return registration.heldNs(nowNs);
    }

    /** Whether it relays, as it said when we registered last. */
    public boolean relays() {
        return registration.relays();
    }

    /** Whether something is due soon. */
    public boolean isBusy() {
        return switch (standing.phase()) {
            case HELLO, HANDSHAKE, REGISTERING -> true;
            case REGISTERED -> channel.isWaiting() || presence.isWaiting();
            case WAITING -> registration.token().isPresent();
            case WITHDRAWN -> channel.isWaiting();
            case RESOLVING -> false;
        };
    }

    // -- making it ---------------------------------------------------------------------------------------------------

    /** Begins; never ends by itself. */
    public void start() {
        owner.resolve(this);
    }

    /** The name was looked up. */
    public void onEndpoint(Path found, long nowNs) {
        approach.onEndpoint(found, nowNs);
    }

    /** The name leads nowhere; it is being looked up again. */
    public void onNoEndpoint(String why) {
        if (standing.is(Phase.RESOLVING)) {
            standing.enter(Phase.RESOLVING, SupernodeState.UNREACHABLE, why);
        }
    }

    /** The supernode's answer to a HELLO. Nothing in it is authentic, not even where it sees us. */
    public void onHelloReply(byte[] message, long nowNs) {
        if (approach.onHelloReply(place, message, nowNs).isEmpty()) {
            counters.add(CounterId.DROP_STRAY_REPLY);
        }
    }

    /** The supernode's session has other keys, or none. {@code confirm}: it waits for a packet under them. */
    public void onKeys(boolean confirm, long nowNs) {
        Peer supernode = channel.peer();
        if (supernode == null || supernode.session().current() == null) {
            return;
        }
        channel.restart();
        if (standing.is(Phase.HANDSHAKE)) {
            approach.onSession(supernode);
            announce(nowNs); // confirms them too
        } else if (!channel.pump(nowNs) && confirm) {
            channel.confirm(supernode, nowNs);
        }
    }

    /** A handshake with the supernode was given up. */
    public void onGaveUp(long nowNs) {
        if (standing.is(Phase.WITHDRAWN)) {
            channel.clear(); // nobody is there to hear the farewell
        } else {
            lose("it does not answer", nowNs);
        }
    }

    /** Registers, now or as soon as it is possible: the first time, each half hour, and whenever the record changed. */
    public void announce(long nowNs) {
        Register register = owner.registration(this, nowNs);
        if (register != null && (standing.is(Phase.REGISTERING) || standing.is(Phase.REGISTERED))) {
            registration.ask(register, nowNs);
        }
    }

    /** Leaves, because another edge has held the address longer elsewhere; {@link #resume} comes back. */
    public void withdraw(String why, long nowNs) {
        sayFarewell(nowNs);
        standing.enter(Phase.WITHDRAWN, SupernodeState.REFUSED, why);
    }

    /** The edge stops: says so, until it is heard or nobody calls {@link #onTick} any more. Makes keys where none are. */
    public void stop(long nowNs) {
        sayFarewell(nowNs);
        standing.enter(Phase.WITHDRAWN);
    }

    /** Whether the supernode has still to hear that the edge stops. */
    public boolean isLeaving() {
        return standing.is(Phase.WITHDRAWN) && channel.isWaiting();
    }

    private void sayFarewell(long nowNs) {
        if (standing.is(Phase.WITHDRAWN)) {
            return; // said already, and repeated until it is heard
        }
        registration.cancel();
        channel.clear();
        if (registration.token().isPresent()) {
            channel.unregister(nowNs);
        }
    }

    /** The address may be ours again. */
    public void resume(long nowNs) {
        if (standing.is(Phase.WITHDRAWN)) {
            channel.clear(); // the farewell, if it was not heard
            approach.attempt(nowNs);
        }
    }

    /** Asks something of the supernode; false if it cannot be asked now. */
    public boolean request(Control.Builder message, long nowNs) {
        if (!standing.is(Phase.REGISTERED) || channel.request(message).isEmpty()) {
            return false;
        }
        channel.pump(nowNs);
        return true;
    }

    // -- what it says ------------------------------------------------------------------------------------------------

    /** A control message that came inside the session. */
    public void onControl(Control control, long nowNs) {
        channel.onControl(control, nowNs);
    }

    private void onAnswer(Control request, Control answer, long nowNs) {
        if (registration.take(request)) {
            onRegistrationAnswer(answer, nowNs);
        } else if (answer.hasRefused() && answer.getRefused().getReason() == Reason.REASON_NOT_REGISTERED) {
            announce(nowNs);
        } else if (answer.hasRelayBound()) {
            onSeen(answer.getRelayBound().getObserved(), nowNs);
        } else {
            owner.onAnswer(this, request, answer, nowNs);
        }
    }

    private void onSeen(dev.culvert.common.control.pb.Endpoint message, long nowNs) {
        Endpoint seen = ControlMessages.endpoint(message).orElse(observed);
        if (!Objects.equals(seen, observed)) {
            boolean moved = observed != null;
            observed = seen;
            owner.onObserved(this, moved, nowNs);
        }
    }

    private void onRegistrationAnswer(Control answer, long nowNs) {
        switch (answer.getKindCase()) {
            case REGISTERED -> onRegistered(answer.getRegistered(), nowNs);
            case REFUSED -> follow(owner.onRefused(this, answer.getRefused(), nowNs), nowNs);
            case OFFERED -> follow(owner.onOffered(this, answer.getOffered(), nowNs), nowNs);
            default -> approach.retryLater("it does not answer a registration as this version wants", nowNs);
        }
    }

    private void onRegistered(Registered answer, long nowNs) {
        boolean anew = registration.grant(answer, nowNs) || !standing.is(Phase.REGISTERED);
        onSeen(answer.getObserved(), nowNs);
        hints.onRegistered(nowNs);
        approach.onWelcome();
        if (anew) {
            presence.start(nowNs);
        }
        standing.enterRegistered();
        owner.onRegistered(this, answer, anew, nowNs);
    }

    private void follow(Consequence consequence, long nowNs) {
        switch (consequence) {
            case Consequence.Again() -> {
                if (!registration.isUnderWay()) { // else a changed claim was announced already
                    announce(nowNs);
                }
            }
            case Consequence.Later(String why) -> approach.retryLater(why, nowNs);
            case Consequence.Seldom(String why) -> approach.retrySeldom(why, nowNs);
        }
    }

    /** The answer to a KEEP. */
    public void onKeepReply(byte[] message, long nowNs) {
        if (!presence.onReply(message, registration.token().orElse(0), nowNs)) {
            counters.add(CounterId.DROP_STRAY_REPLY);
            return;
        }
        Endpoint seen = CulvertLayout.readEndpoint(message, CulvertLayout.KEEP_SOURCE);
        if (seen != null && !seen.equals(observed)) { // a suspicion only: the answer inside the session counts
            bind(nowNs);
        }
    }

    /** This host is elsewhere now, perhaps: the supernode is told, whether it was reachable or not. */
    public void onNetworkChange(long nowNs) {
        if (!bind(nowNs)) {
            approach.onNetworkChange(nowNs);
        }
    }

    private boolean bind(long nowNs) {
        return request(Control.newBuilder().setRelayBind(RelayBind.getDefaultInstance()), nowNs);
    }

    /** The supernode does not know our token or our keys: nothing is torn down, but all is made anew. */
    public void onHint(byte[] message, long nowNs) {
        if (!hints.accept(message, registration.token(), channel.peer(), nowNs)) {
            counters.add(CounterId.DROP_STRAY_HINT);
            return;
        }
        approach.onWelcome();
        switch (standing.phase()) {
            case RESOLVING, HELLO ->
                approach.greet(nowNs); // it is there: its name, or the next repetition, may take seconds
            case REGISTERED, WAITING -> {
                if (owner.isRelaying(this, nowNs)) {
                    approach.greet(nowNs);
                } else { // not all idle edges of a restarted supernode at once
                    approach.retryWithin(random.nextLong(Timing.RETURN_SPREAD_NS), nowNs);
                }
            }
            case HANDSHAKE, REGISTERING, WITHDRAWN -> {} // it is being made anew already, or not wanted
        }
    }

    // -- time --------------------------------------------------------------------------------------------------------

    /** Does what is due. */
    public void onTick(long nowNs) {
        switch (standing.phase()) {
            case RESOLVING, HANDSHAKE -> {}
            case HELLO, WAITING -> approach.onTick(nowNs);
            case WITHDRAWN -> {
                if (channel.isInDoubt(nowNs)) {
                    channel.clear();
                } else {
                    channel.pump(nowNs);
                }
            }
            case REGISTERING -> requestOrDoubt(nowNs);
            case REGISTERED -> {
                presence.sendIfDue(
                        Objects.requireNonNull(path(), "registered where it was not found"),
                        registration.token().orElse(0),
                        nowNs);
                if (presence.isDead(nowNs)) {
                    lose("it answers no more", nowNs);
                } else if (registration.isRenewalDue(nowNs)) {
                    announce(nowNs);
                } else {
                    requestOrDoubt(nowNs);
                }
            }
        }
    }

    private void requestOrDoubt(long nowNs) {
        if (!channel.isInDoubt(nowNs)) {
            channel.pump(nowNs);
            return;
        }
        registration.cancel();
        channel.doubtKeys();
        approach.retry(standing.is(Phase.REGISTERED), nowNs);
    }

    private void lose(String why, long nowNs) {
        registration.cancel();
        approach.lose(why, nowNs);
    }
}
