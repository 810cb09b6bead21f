package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.control.pb.RelayBind;
import dev.culvert.common.control.pb.Unregister;
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
 *      │ 15 s without reply│               │     │ given up       │                            │  │
 *      └───────────────────┴───────────────┼─────┴────────────────┴──── KEEP unanswered ───────┘  │
 *                          ▲               │                                                      │
 *                          └───────────────┴──── HINT, or a request unanswered ───────────────────┘
 * </pre>
 *
 * Beside the phase stands what went wrong: {@code unreachable} or {@code refused} until the next Registered, so that
 * trying again is no change of state. The keys of an earlier session go on until new ones are made.
 */
public final class SupernodeLink {
    private enum Phase {
        RESOLVING,
        HELLO,
        HANDSHAKE,
        REGISTERING,
        REGISTERED,
        /** For the next attempt, which begins with a HELLO. */
        WAITING
    }

    private final HostPort place;
    private final @Nullable PublicKey pinned;
    private final LinkOwner owner;
    private final RandomGenerator random;
    private final Counters<CounterId> counters;
    private final ControlChannel channel;
    private final Greeting greeting;
    private final Presence presence;
    private final Attempts attempts = new Attempts();

    private Phase phase = Phase.RESOLVING;
    private @Nullable SupernodeState trouble;
    private String words = "";
    private @Nullable Path path;
    private long registrationId; // the request under way, or 0
    private boolean registered; // there is a token
    private long token;
    private @Nullable Endpoint observed;
    private long rttNs = -1;
    private boolean alone;
    private boolean relays;
    private long waitUntilNs;
    private boolean resolveFirst; // after waiting
    private long renewAtNs;
    private long hintedNs;
    private boolean hinted;

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
        this.pinned = pinned;
        this.owner = owner;
        this.random = random;
        this.counters = counters;
        this.channel = new ControlChannel(owner, new Spoken(), random, counters);
        this.greeting = new Greeting(random);
        this.presence = new Presence(random);
    }

    // -- what it is --------------------------------------------------------------------------------------------------

    /** Where the supernode is, as configured. */
    public HostPort place() {
        return place;
    }

    /** Where the registration stands. */
    public SupernodeState state() {
        if (phase == Phase.REGISTERED) {
            return SupernodeState.REGISTERED;
        }
        return trouble == null ? SupernodeState.CONNECTING : trouble;
    }

    /** Why it stands there, or "". */
    public String words() {
        return words;
    }

    /** The direct path to the supernode; null before its name was looked up. */
    public @Nullable Path path() {
        return path;
    }

    /** The supernode as a peer; null before it told its key. */
    public @Nullable Peer peer() {
        return channel.peer();
    }

    /** What shows the supernode that a relayed packet is ours; nothing before the first Registered. */
    public OptionalLong token() {
        return registered ? OptionalLong.of(token) : OptionalLong.empty();
    }

    /** Our endpoint as the supernode saw it last. */
    public Optional<Endpoint> observed() {
        return Optional.ofNullable(observed);
    }

    /** Round trip of the last KEEP in ns. */
    public OptionalLong rttNs() {
        return rttNs < 0 ? OptionalLong.empty() : OptionalLong.of(rttNs);
    }

    /** Whether no other edge was registered there when we were, last. */
    public boolean wasAlone() {
        return alone;
    }

    /** Whether it relays, as it said when we registered last. */
    public boolean relays() {
        return relays;
    }

    /** Whether something is due soon. */
    public boolean isBusy() {
        return switch (phase) {
            case HELLO, HANDSHAKE, REGISTERING -> true;
            case REGISTERED -> channel.isWaiting() || presence.isWaiting();
            case WAITING -> registered;
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
        path = found;
        Peer supernode = channel.peer();
        if (supernode != null) {
            supernode.usePath(found);
        }
        if (phase == Phase.RESOLVING) {
            greet(nowNs);
        }
    }

    /** The name leads nowhere; it is being looked up again. */
    public void onNoEndpoint(String why) {
        if (phase == Phase.RESOLVING) {
            enter(Phase.RESOLVING, SupernodeState.UNREACHABLE, why);
        }
    }

    private void greet(long nowNs) {
        enter(Phase.HELLO, trouble, words);
        greeting.start(nowNs);
        greeting.sendIfDue(Objects.requireNonNull(path, "greeted before it was found"), nowNs);
    }

    /** The supernode's answer to a HELLO. Nothing in it is authentic, but who sent it saw our HELLO. */
    public void onHelloReply(byte[] message, long nowNs) {
        Optional<Greeting.Reply> read = phase == Phase.HELLO ? greeting.read(message) : Optional.empty();
        if (read.isEmpty()) {
            counters.add(CounterId.DROP_STRAY_REPLY);
            return;
        }
        Greeting.Reply reply = read.get();
        Optional<String> refusal = KeyCheck.refusal(place, pinned, owner.knownKey(this), reply.key());
        if (refusal.isPresent()) {
            retryLater(SupernodeState.REFUSED, refusal.get(), nowNs);
            resolveFirst = true; // which reads the remembered keys again
            return;
        }
        Peer supernode = meet(reply.key());
        if (supernode == null) {
            retryLater(SupernodeState.REFUSED, "its key " + reply.key() + " is already another one's", nowNs);
            return;
        }
        observed = reply.observed();
        enter(Phase.HANDSHAKE, trouble, words);
        channel.handshake(supernode, reply.cookie(), nowNs);
    }

    /** The supernode with this key as a peer; null if it cannot be one. */
    private @Nullable Peer meet(PublicKey told) {
        Peer known = channel.peer();
        if (known != null && known.key().equals(told)) {
            return known;
        }
        if (known != null) { // its old key is trusted no longer
            owner.disconnect(known);
        }
        Peer supernode = owner.connect(this, told, Objects.requireNonNull(path, "answered before it was found"));
        channel.use(supernode);
        return supernode;
    }

    /** The supernode's session has other keys, or none. {@code confirm}: it waits for a packet under them. */
    public void onKeys(boolean confirm, long nowNs) {
        Peer supernode = channel.peer();
        if (supernode == null || supernode.session().current() == null) {
            return;
        }
        channel.restart();
        if (phase == Phase.HANDSHAKE) {
            if (pinned == null && owner.knownKey(this).isEmpty()) {
                owner.remember(this, supernode.key()); // only now it has proved that the key is its own
            }
            enter(Phase.REGISTERING, trouble, words);
            announce(nowNs); // confirms them too
        } else if (!channel.pump(nowNs) && confirm) {
            channel.confirm(supernode, nowNs);
        }
    }

    /** A handshake with the supernode was given up. */
    public void onGaveUp() {
        lose("it does not answer");
    }

    /** Registers, now or as soon as it is possible: the first time, each half hour, and whenever the record changed. */
    public void announce(long nowNs) {
        Register registration = owner.registration(nowNs);
        if (registration == null || (phase != Phase.REGISTERING && phase != Phase.REGISTERED)) {
            return;
        }
        channel.cancel(registrationId);
        registrationId =
                channel.request(Control.newBuilder().setRegister(registration)).orElse(0);
        renewAtNs = nowNs + Timing.REGISTER_RENEWAL_NS;
        if (registrationId == 0) {
            renewAtNs = nowNs + Timing.ANNOUNCE_FIRST_NS;
        }
        channel.pump(nowNs);
    }

    /** Asks something of the supernode; false if it cannot be asked now. */
    public boolean request(Control.Builder message, long nowNs) {
        if (phase != Phase.REGISTERED || channel.request(message).isEmpty()) {
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

    private final class Spoken implements ControlChannel.Handler {
        @Override
        public void onAnswer(Control request, Control answer, long nowNs) {
            SupernodeLink.this.onAnswer(request, answer, nowNs);
        }

        @Override
        public void onPush(Control push, long nowNs) {
            owner.onPush(SupernodeLink.this, push, nowNs);
        }
    }

    private void onAnswer(Control request, Control answer, long nowNs) {
        attempts.reset();
        if (request.getId() == registrationId) {
            registrationId = 0;
            onRegistrationAnswer(answer, nowNs);
        } else if (answer.hasRefused() && answer.getRefused().getReason() == Reason.REASON_NOT_REGISTERED) {
            announce(nowNs);
        } else if (answer.hasRelayBound()) {
            observed = ControlMessages.endpoint(answer.getRelayBound().getObserved())
                    .orElse(observed);
        } else {
            owner.onAnswer(this, request, answer, nowNs);
        }
    }

    private void onRegistrationAnswer(Control answer, long nowNs) {
        switch (answer.getKindCase()) {
            case REGISTERED -> onRegistered(answer.getRegistered(), nowNs);
            case OFFERED -> {
                boolean accepted = ControlMessages.prefix(answer.getOffered().getAddress())
                        .filter(address -> owner.onOffered(this, address, nowNs))
                        .isPresent();
                if (!accepted) {
                    retryLater(SupernodeState.REFUSED, "it offers an address that was not asked for", nowNs);
                }
            }
            case REFUSED -> onRefused(answer.getRefused(), nowNs);
            default ->
                retryLater(SupernodeState.REFUSED, "it does not answer a registration as this version wants", nowNs);
        }
    }

    private void onRegistered(Registered answer, long nowNs) {
        boolean anew = !registered || phase != Phase.REGISTERED || token != answer.getRelayToken();
        token = answer.getRelayToken();
        registered = true;
        observed = ControlMessages.endpoint(answer.getObserved()).orElse(observed);
        alone = answer.getOthers() == 0;
        relays = answer.getRelays();
        hinted = false;
        if (anew) {
            presence.start(nowNs);
        }
        enter(Phase.REGISTERED, null, "");
        owner.onRegistered(this, answer, anew, nowNs);
    }

    private void onRefused(Refused refused, long nowNs) {
        if (owner.onRefused(this, refused, nowNs)) {
            if (registrationId == 0) { // else a changed claim was announced already
                announce(nowNs);
            }
        } else {
            retryLater(SupernodeState.REFUSED, refused.getWords(), nowNs);
        }
    }

    /** The answer to a KEEP. */
    public void onKeepReply(byte[] message, long nowNs) {
        OptionalLong rtt = presence.onReply(message, token, nowNs);
        if (rtt.isEmpty()) {
            counters.add(CounterId.DROP_STRAY_REPLY);
            return;
        }
        rttNs = rtt.getAsLong();
        Endpoint seen = CulvertLayout.readEndpoint(message, CulvertLayout.KEEP_SOURCE);
        if (seen != null && !seen.equals(observed)) { // a suspicion only: the answer inside the session counts
            request(Control.newBuilder().setRelayBind(RelayBind.getDefaultInstance()), nowNs);
        }
    }

    /** The supernode does not know our token or our keys: nothing is torn down, but all is made anew. */
    public void onHint(byte[] message, long nowNs) {
        Peer supernode = channel.peer();
        boolean ours = supernode != null
                && ((HintCheck.namesToken(message, token) && registered)
                        || HintCheck.namesKeys(message, supernode.session().current()));
        if (!ours || (hinted && nowNs - hintedNs < Timing.RENEW_SPACING_NS)) {
            counters.add(CounterId.DROP_STRAY_HINT);
            return;
        }
        hinted = true;
        hintedNs = nowNs;
        attempts.reset();
        if (phase != Phase.REGISTERED && phase != Phase.WAITING) {
            return; // it is being made anew already
        }
        if (owner.isRelaying(this, nowNs)) {
            greet(nowNs);
        } else { // not all idle edges of a restarted supernode at once
            waitUntilNs = nowNs + random.nextLong(Timing.RETURN_SPREAD_NS);
            enter(Phase.WAITING, trouble, words);
        }
    }

    // -- time --------------------------------------------------------------------------------------------------------

    /** Does what is due. */
    public void onTick(long nowNs) {
        Path there = path;
        if (there == null) {
            return;
        }
        switch (phase) {
            case RESOLVING, HANDSHAKE -> {}
            case HELLO -> {
                if (greeting.isGivenUp(nowNs)) {
                    lose("it does not answer");
                } else {
                    greeting.sendIfDue(there, nowNs);
                }
            }
            case WAITING -> {
                if (nowNs - waitUntilNs < 0) {
                    return;
                }
                if (resolveFirst) {
                    resolveFirst = false;
                    enter(Phase.RESOLVING, trouble, words);
                    owner.resolve(this);
                } else {
                    greet(nowNs);
                }
            }
            case REGISTERING -> requestOrDoubt(nowNs);
            case REGISTERED -> {
                presence.sendIfDue(there, token, nowNs);
                if (presence.isDead(nowNs)) {
                    lose("it answers no more");
                } else if (nowNs - renewAtNs >= 0) {
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
        channel.cancel(registrationId);
        registrationId = 0;
        waitUntilNs = nowNs + (phase == Phase.REGISTERED ? 0 : attempts.nextNs());
        channel.doubtKeys();
        enter(Phase.WAITING, trouble, words);
    }

    /** Keeps trying, from the beginning: the name may lead elsewhere now. */
    private void lose(String why) {
        channel.cancel(registrationId);
        registrationId = 0;
        enter(Phase.RESOLVING, SupernodeState.UNREACHABLE, why);
        owner.resolve(this);
    }

    private void retryLater(SupernodeState what, String why, long nowNs) {
        waitUntilNs = nowNs + attempts.nextNs();
        enter(Phase.WAITING, what, why);
    }

    private void enter(Phase next, @Nullable SupernodeState nextTrouble, String nextWords) {
        SupernodeState before = state();
        boolean otherWords = !words.equals(nextWords);
        phase = next;
        trouble = nextTrouble;
        words = nextWords;
        if (state() != before || (trouble != null && otherWords)) {
            owner.onState(this, before);
        }
    }

    /** The edge stops: says so once, without waiting for an answer. */
    public void stop(long nowNs) {
        if (phase == Phase.REGISTERED) {
            channel.clear();
            channel.request(Control.newBuilder().setUnregister(Unregister.getDefaultInstance()));
            channel.pump(nowNs);
        }
    }
}
