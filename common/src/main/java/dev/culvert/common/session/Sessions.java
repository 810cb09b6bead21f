package dev.culvert.common.session;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.NoiseHandshake;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of one identity: checks handshake messages, finds their session and drives its timers. Does no I/O: every
 * method takes the event and the time and returns what to do. Conductor thread; {@link #indices} and
 * {@link #cookieFor} are any thread's.
 *
 * <p>A message passes, cheapest first: mac1 (knows our key) → under load: mac2 (owns its address), rate of its source →
 * Noise (is who it says) → timestamp (is no replay). What fails leaves no state and is counted.
 *
 * @param <P> what a session belongs to: the owner's own view of a peer
 */
public final class Sessions<P> {
    private final SessionContext<P> context;
    private final CookieGate cookieGate;
    private final LoadGauge load = new LoadGauge();
    private final SourceLimiter sources = new SourceLimiter();
    private final Map<PublicKey, Session<P>> byKey = new HashMap<>();
    private final Set<Session<P>> restless = new LinkedHashSet<>();
    private long allTickedNs = Activity.NEVER;

    /** Sessions of an identity, all in the suite that everybody has. */
    public Sessions(
            PrivateKey localKey,
            TimestampSource timestamps,
            RandomGenerator random,
            Counters<CounterId> counters,
            SessionOwner<P> owner) {
        this(localKey, List.of(), timestamps, random, counters, owner);
    }

    /**
     * Sessions of an identity.
     *
     * @param offered suites besides the one that everybody has
     * @param random cryptographically strong in the product, seeded in tests
     * @param owner what decides on peers that are not known yet
     */
    public Sessions(
            PrivateKey localKey,
            List<CipherSuite> offered,
            TimestampSource timestamps,
            RandomGenerator random,
            Counters<CounterId> counters,
            SessionOwner<P> owner) {
        this.context = new SessionContext<>(
                localKey,
                List.copyOf(offered),
                new DataCipher(AeadFactory.JCE),
                new IndexTable<>(random),
                timestamps,
                random,
                counters,
                owner,
                restless);
        this.cookieGate = new CookieGate(localKey.publicKey(), random);
    }

    /** The suites that this end's record offers. Any thread. */
    public List<CipherSuite> offered() {
        return context.offered();
    }

    /** Receiver index to keypair, for the data path. */
    public IndexTable<P> indices() {
        return context.indices();
    }

    /**
     * Adds a peer.
     *
     * @param kind whose timers it runs on
     * @param persistentKeepaliveNs send something at least this often; 0 for not
     * @throws IllegalArgumentException if the key is the identity's own, known already, or of low order
     */
    public Session<P> add(
            P peer, PublicKey remoteKey, PresharedKey presharedKey, SessionKind kind, long persistentKeepaliveNs) {
        if (!context.localKey().agree(remoteKey, new byte[32])) {
            throw new IllegalArgumentException(
                    "public key " + remoteKey + " is a point of low order: anyone could use it");
        }
        if (remoteKey.equals(context.localKey().publicKey())) {
            throw new IllegalArgumentException("public key " + remoteKey + " is this edge's own");
        }
        Session<P> session = new Session<>(peer, remoteKey, presharedKey, kind, persistentKeepaliveNs, context);
        if (byKey.putIfAbsent(remoteKey, session) != null) {
            throw new IllegalArgumentException("public key " + remoteKey + " is used by two peers");
        }
        if (session.isRestless()) {
            restless.add(session);
        }
        return session;
    }

    /** Forgets a session and wipes its keys. */
    public void remove(Session<P> session) {
        byKey.remove(session.remoteKey(), session);
        restless.remove(session);
        session.close();
    }

    /** The session with this key, or null. */
    public @Nullable Session<P> find(PublicKey remoteKey) {
        return byKey.get(remoteKey);
    }

    /** The cookie that shows us that a source owns its address, as a HELLO-REPLY carries it. Any thread. */
    public byte[] cookieFor(HandshakeSource source, long nowNs) {
        return cookieGate.cookie(source, nowNs);
    }

    /** A datagram that is no data message. {@code waiting}: how many more such wait, the measure of load. */
    public List<SessionAction<P>> onHandshakeMessage(byte[] message, HandshakeSource source, int waiting, long nowNs) {
        List<SessionAction<P>> actions = new ArrayList<>(3);
        boolean underLoad = load.isUnderLoad(waiting, nowNs);
        Optional<CounterId> refusal = switch (MessageKind.of(message, 0, message.length)) {
            case INITIATION ->
                admit(message, source, underLoad, nowNs, actions)
                        .or(() -> onInitiation(message, source, nowNs, actions));
            case RESPONSE ->
                admit(message, source, underLoad, nowNs, actions).or(() -> onResponse(message, nowNs, actions));
            case COOKIE_REPLY -> onCookieReply(message, nowNs, actions);
            case DATA, STUN, HELLO, HELLO_REPLY, KEEP, KEEP_REPLY, RELAY, HINT, UNKNOWN ->
                Optional.of(CounterId.DROP_UNKNOWN_MESSAGE);
        };
        refusal.ifPresent(context.counters()::add);
        return actions;
    }

    /** The first packet came under keys that the peer initiated. */
    public List<SessionAction<P>> onConfirmed(Keypair<P> keypair, long nowNs) {
        List<SessionAction<P>> actions = new ArrayList<>(1);
        keypair.session().onConfirmed(keypair, nowNs, actions);
        return actions;
    }

    /** Time has passed. Thousands of sessions may be idle: those are not looked at each time. */
    public List<SessionAction<P>> onTick(long nowNs) {
        List<SessionAction<P>> actions = new ArrayList<>();
        boolean all = allTickedNs == Activity.NEVER || nowNs - allTickedNs >= Timing.KEY_AGE_TICK_NS;
        allTickedNs = all ? nowNs : allTickedNs;
        (all ? byKey.values() : restless).forEach(session -> session.onTick(nowNs, actions));
        restless.removeIf(session -> !session.isRestless());
        return actions;
    }

    /** Wipes all keys; nothing may be called afterwards. */
    public void close() {
        byKey.values().forEach(Session::close);
        byKey.clear();
        restless.clear();
    }

    private Optional<CounterId> admit(
            byte[] message, HandshakeSource source, boolean underLoad, long nowNs, List<SessionAction<P>> actions) {
        if (!cookieGate.knowsOurKey(message)) {
            return Optional.of(CounterId.DROP_BAD_MAC1);
        }
        if (!underLoad && !context.owner().demandsCookie(source)) {
            return Optional.empty();
        }
        if (!cookieGate.provesAddress(message, source, nowNs)) {
            actions.add(new SessionAction.Reply<>(cookieGate.reply(message, source, nowNs)));
            return Optional.of(CounterId.COOKIE_DEMANDED);
        }
        return sources.allows(source, nowNs) ? Optional.empty() : Optional.of(CounterId.DROP_HANDSHAKE_RATE);
    }

    private Optional<CounterId> onInitiation(
            byte[] message, HandshakeSource source, long nowNs, List<SessionAction<P>> actions) {
        Optional<CipherSuite> suite =
                CipherSuite.of(MessageLayout.suite(message, 0)).filter(context::takes);
        if (suite.isEmpty()) {
            return Optional.of(CounterId.DROP_SUITE_NOT_OFFERED);
        }
        byte[] noiseMessage =
                Arrays.copyOfRange(message, MessageLayout.INITIATION_NOISE, MessageLayout.mac1Offset(message.length));
        NoiseHandshake noise = NoiseHandshake.responder(suite.get(), SessionContext.PROLOGUE, context.localKey());
        Optional<PublicKey> initiator = noise.readInitiator(noiseMessage);
        if (initiator.isEmpty()) {
            return Optional.of(CounterId.DROP_BAD_INITIATION);
        }
        Session<P> session = byKey.get(initiator.get());
        if (session == null && !context.owner().welcomes(initiator.get(), source)) {
            return Optional.of(CounterId.DROP_UNKNOWN_PEER);
        }
        Optional<Tai64n> timestamp = noise.readInitiationPayload(noiseMessage).map(Tai64n::parse);
        if (timestamp.isEmpty()) {
            return Optional.of(CounterId.DROP_BAD_INITIATION);
        }
        if (session == null) {
            session = context.owner().admit(initiator.get(), source, nowNs);
        }
        return session == null
                ? Optional.of(CounterId.DROP_UNKNOWN_PEER)
                : session.onInitiation(noise, timestamp.get(), message, nowNs, actions);
    }

    private Optional<CounterId> onResponse(byte[] message, long nowNs, List<SessionAction<P>> actions) {
        int receiver = MessageLayout.readInt(message, MessageLayout.RESPONSE_RECEIVER);
        boolean answered = context.indices().find(receiver) instanceof PendingHandshake<P> pending
                && pending.session().onResponse(pending, message, nowNs, actions);
        return answered ? Optional.empty() : Optional.of(CounterId.DROP_BAD_RESPONSE);
    }

    private Optional<CounterId> onCookieReply(byte[] message, long nowNs, List<SessionAction<P>> actions) {
        @Nullable
        IndexEntry<P> entry = context.indices().find(MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        return entry != null && entry.session().onCookieReply(message, nowNs, actions)
                ? Optional.empty()
                : Optional.of(CounterId.DROP_BAD_COOKIE_REPLY);
    }
}
