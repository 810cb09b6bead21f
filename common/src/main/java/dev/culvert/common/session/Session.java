package dev.culvert.common.session;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.NoiseHandshake;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.TransportKeys;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session with one peer: its handshakes in either role and its timers, as WireGuard has them. Conductor thread, but
 * for {@link #activity} and the constants.
 *
 * <p>A handshake that we start occupies the {@link PendingHandshake} slot; one that the peer starts has keys at once.
 * So a crossed start ends in two sets of keys, both of which work, and costs nothing.
 *
 * @param <P> what the session belongs to
 */
public final class Session<P> {
    private static final byte[] NO_PAYLOAD = {};

    private final P peer;
    private final PublicKey remoteKey;
    private final PresharedKey presharedKey;
    private final SessionKind kind;
    private final long persistentKeepaliveNs;
    private final SessionContext<P> context;
    private final Activity activity = new Activity();
    private final Keyring<P> keyring;
    private final RekeyRule rekeyRule;
    private final CookieJar cookies;

    private CipherSuite suite = CipherSuite.CHACHA20_POLY1305;
    private CipherSuite nextSuite = suite; // after one given up the one that all have: a record may be out of date
    private @Nullable PendingHandshake<P> pending;
    private @Nullable Tai64n latestTimestamp;
    private long initiationReadNs = Activity.NEVER;
    private long initiationSentNs = Activity.NEVER;
    private long wantedSinceNs = Activity.NEVER; // a session is wanted; counts the tries
    private int initiationsSent; // since then
    private long resendAtNs;
    private long unansweredJitterNs;
    private long handshakeDoneNs = Activity.NEVER;
    private boolean gaveUp;

    Session(
            P peer,
            PublicKey remoteKey,
            PresharedKey presharedKey,
            SessionKind kind,
            long persistentKeepaliveNs,
            SessionContext<P> context) {
        this.peer = peer;
        this.remoteKey = remoteKey;
        this.presharedKey = presharedKey;
        this.kind = kind;
        this.rekeyRule = new RekeyRule(kind, activity);
        this.persistentKeepaliveNs = persistentKeepaliveNs;
        this.context = context;
        this.keyring = new Keyring<>(context.indices());
        this.cookies = new CookieJar(remoteKey);
    }

    /** What the session belongs to. Any thread. */
    public P peer() {
        return peer;
    }

    /** The identity at the other end. Any thread. */
    public PublicKey remoteKey() {
        return remoteKey;
    }

    /** What the data path reports to the timers. Any thread. */
    public Activity activity() {
        return activity;
    }

    /** The keys to send under, or null. */
    public @Nullable Keypair<P> current() {
        return keyring.current();
    }

    /** When the last handshake was completed, or {@link Activity#NEVER}. */
    public long handshakeDoneNs() {
        return handshakeDoneNs;
    }

    /** Whether a handshake is under way. */
    public boolean isHandshaking() {
        return wantedSinceNs != Activity.NEVER;
    }

    /** Whether the last handshake was given up, and none was made since. */
    public boolean gaveUp() {
        return gaveUp;
    }

    /** What the peer's record offers, of its present start: the next handshake is in the best suite that both have. */
    public void onOffer(List<Integer> suites) {
        suite = CipherSuite.best(context.offered(), suites);
        nextSuite = suite;
    }

    // -- as initiator ------------------------------------------------------------------------------------------------

    /** There is something to send and no session for it; a handshake that is under way goes on as it is. */
    public void want(long nowNs, List<SessionAction<P>> actions) {
        if (!isHandshaking() && context.owner().isReachable(peer)) {
            wantedSinceNs = nowNs;
            context.restless().add(this);
            initiationsSent = 0;
            initiate(nowNs, actions);
        }
    }

    /**
     * The peer may have lost its keys: makes new ones, at most once a second; the present ones stay until then.
     * Culvert sessions only.
     */
    public void renew(long nowNs, List<SessionAction<P>> actions) {
        if (initiationSentNs == Activity.NEVER || nowNs - initiationSentNs >= Timing.RENEW_SPACING_NS) {
            want(nowNs, actions);
        }
    }

    /** Nobody needs the session any more: a handshake under way ends, without a word. */
    public void cancel() {
        wantedSinceNs = Activity.NEVER;
        dropPending();
    }

    /** Takes a cookie that came with a HELLO-REPLY: the next handshake message proves our address. */
    public void useCookie(byte[] cookie, long nowNs) {
        cookies.use(cookie, nowNs);
    }

    /** The peer is to be reached elsewhere: a handshake under way starts anew there, without waiting for its resend. */
    public void onPathChanged(long nowNs, List<SessionAction<P>> actions) {
        if (isHandshaking()) {
            initiationSentNs = Activity.NEVER;
            initiate(nowNs, actions);
        }
    }

    private void initiate(long nowNs, List<SessionAction<P>> actions) {
        if (initiationSentNs != Activity.NEVER && nowNs - initiationSentNs < kind.spacingNs()) {
            return;
        }
        dropPending();
        NoiseHandshake noise = NoiseHandshake.initiator(
                nextSuite, SessionContext.PROLOGUE, context.localKey(), remoteKey, context.newEphemeral());
        byte[] noiseMessage = noise.writeInitiation(context.timestamps().next().bytes())
                .orElseThrow(() -> new IllegalStateException("a peer's key of low order was let in"));
        pending = new PendingHandshake<>(this, context.indices().unusedIndex(), noise);
        context.indices().put(pending);

        byte[] message = MessageLayout.initiation(nextSuite.number(), pending.localIndex(), noiseMessage);
        initiationSentNs = nowNs;
        initiationsSent++;
        resendAtNs = nowNs + kind.resendNs(initiationsSent) + context.jitterNs(kind.jitterNs(initiationsSent));
        context.counters().add(CounterId.INITIATIONS_SENT);
        send(message, nowNs, actions);
    }

    /** Reads the response to the pending initiation; false if it is not authentic. */
    boolean onResponse(PendingHandshake<P> answered, byte[] message, long nowNs, List<SessionAction<P>> actions) {
        byte[] noiseMessage =
                Arrays.copyOfRange(message, MessageLayout.RESPONSE_NOISE, MessageLayout.mac1Offset(message.length));
        if (answered != pending
                || MessageLayout.suite(message, 0) != answered.noise().suite().number()
                || answered.noise().readResponse(noiseMessage, presharedKey).isEmpty()) {
            return false;
        }
        TransportKeys keys = answered.noise().split();
        int remoteIndex = MessageLayout.readInt(message, MessageLayout.FIRST_INDEX);
        pending = null; // its index goes on as the keypair's
        keyring.initiated(new Keypair<>(
                this, answered.localIndex(), remoteIndex, keys.fromInitiator(), keys.fromResponder(), true, nowNs));
        activity.handshakeReceived(message.length, nowNs);
        handshakeDone(nowNs);
        actions.add(new SessionAction.Heard<>(peer));
        actions.add(new SessionAction.KeysChanged<>(peer, true));
        return true;
    }

    /** Takes a cookie for the next message; false if it is not authentic. */
    boolean onCookieReply(byte[] message, long nowNs, List<SessionAction<P>> actions) {
        if (!cookies.accept(message, nowNs)) {
            return false;
        }
        if (kind == SessionKind.CULVERT && pending != null) {
            initiationSentNs = Activity.NEVER; // the one that was refused does not count
            initiate(nowNs, actions);
        }
        return true;
    }

    // -- as responder ------------------------------------------------------------------------------------------------

    /** Answers an initiation of this peer whose static key was read. */
    Optional<CounterId> onInitiation(
            NoiseHandshake noise, Tai64n timestamp, byte[] message, long nowNs, List<SessionAction<P>> actions) {
        if (latestTimestamp != null && timestamp.compareTo(latestTimestamp) <= 0) {
            return Optional.of(CounterId.DROP_INITIATION_REPLAY);
        }
        if (kind == SessionKind.STOCK && noise.suite() != CipherSuite.CHACHA20_POLY1305) {
            return Optional.of(CounterId.DROP_SUITE_NOT_OFFERED);
        }
        if (initiationReadNs != Activity.NEVER && nowNs - initiationReadNs < Timing.INITIATION_SPACING_NS) {
            return Optional.of(CounterId.DROP_INITIATION_FLOOD);
        }
        latestTimestamp = timestamp;
        initiationReadNs = nowNs;

        Optional<byte[]> answer = noise.writeResponse(context.newEphemeral(), presharedKey, NO_PAYLOAD);
        if (answer.isEmpty()) {
            return Optional.of(CounterId.DROP_BAD_INITIATION);
        }
        int localIndex = context.indices().unusedIndex();
        int remoteIndex = MessageLayout.readInt(message, MessageLayout.FIRST_INDEX);
        byte[] response = MessageLayout.response(noise.suite().number(), localIndex, remoteIndex, answer.get());

        TransportKeys keys = noise.split();
        keyring.responded(
                new Keypair<>(this, localIndex, remoteIndex, keys.fromResponder(), keys.fromInitiator(), false, nowNs));
        activity.handshakeReceived(message.length, nowNs);
        actions.add(new SessionAction.Heard<>(peer));
        send(response, nowNs, actions);
        return Optional.empty();
    }

    /** The peer's first packet under keys that it initiated. */
    void onConfirmed(Keypair<P> keypair, long nowNs, List<SessionAction<P>> actions) {
        if (keyring.confirmed(keypair)) {
            handshakeDone(nowNs);
            actions.add(new SessionAction.KeysChanged<>(peer, false));
        }
    }

    // -- timers ------------------------------------------------------------------------------------------------------

    /** Whether it needs each tick: otherwise only the ages of its keys matter. */
    boolean isRestless() {
        return kind == SessionKind.STOCK || isHandshaking();
    }

    /** Does what is due. */
    void onTick(long nowNs, List<SessionAction<P>> actions) {
        if (keyring.expire(nowNs)) {
            actions.add(new SessionAction.KeysChanged<>(peer, false));
        }
        if (wantedSinceNs != Activity.NEVER && nowNs - resendAtNs >= 0) {
            resendOrGiveUp(nowNs, actions);
        }
        if (kind == SessionKind.STOCK) {
            handshakeIfUnanswered(nowNs, actions);
            keepaliveIfDue(nowNs, actions);
        }
        rekeyIfDue(nowNs, actions);
    }

    private void handshakeIfUnanswered(long nowNs, List<SessionAction<P>> actions) {
        long unansweredSinceNs = activity.unansweredSinceNs();
        if (unansweredSinceNs != Activity.NEVER
                && nowNs - unansweredSinceNs >= Timing.UNANSWERED_NS + unansweredJitterNs) {
            activity.unansweredHandled();
            unansweredJitterNs = context.jitterNs(Timing.REKEY_JITTER_NS);
            actions.add(new SessionAction.Silent<>(peer));
            want(nowNs, actions);
        }
    }

    private void resendOrGiveUp(long nowNs, List<SessionAction<P>> actions) {
        if (nowNs - wantedSinceNs < kind.giveUpNs()) {
            actions.add(new SessionAction.Silent<>(peer));
            initiate(nowNs, actions);
            return;
        }
        wantedSinceNs = Activity.NEVER;
        gaveUp = true;
        nextSuite = CipherSuite.CHACHA20_POLY1305;
        dropPending();
        context.counters().add(CounterId.HANDSHAKES_GIVEN_UP);
        actions.add(new SessionAction.GaveUp<>(peer));
    }

    private void rekeyIfDue(long nowNs, List<SessionAction<P>> actions) {
        Keypair<P> current = keyring.current();
        if (current == null || isHandshaking()) {
            return;
        }
        // After a crossed start both ends are initiators; one lets the other renew first, and is initiator no more.
        boolean yields =
                keyring.isCrossed() && remoteKey.compareTo(context.localKey().publicKey()) < 0;
        if (rekeyRule.isDue(current, yields)) {
            want(nowNs, actions);
        }
    }

    private void keepaliveIfDue(long nowNs, List<SessionAction<P>> actions) {
        long unacknowledgedSinceNs = activity.unacknowledgedSinceNs();
        if (unacknowledgedSinceNs != Activity.NEVER && nowNs - unacknowledgedSinceNs >= Timing.KEEPALIVE_NS) {
            boolean moreCame = activity.lastDataReceivedNs() - unacknowledgedSinceNs > 0;
            keepalive(nowNs, actions);
            if (moreCame) {
                activity.acknowledgeAgainFrom(nowNs);
            }
        } else if (persistentKeepaliveNs > 0 && isQuiet(nowNs)) {
            keepalive(nowNs, actions);
        }
    }

    private boolean isQuiet(long nowNs) {
        long sinceNs = nowNs - persistentKeepaliveNs + 1;
        return !Activity.isAtLeast(activity.lastSentNs(), sinceNs)
                && !Activity.isAtLeast(activity.lastReceivedNs(), sinceNs)
                && !isHandshaking();
    }

    /** Sends an empty packet, or starts a handshake where there is nothing to send it under. */
    public void keepalive(long nowNs, List<SessionAction<P>> actions) {
        Keypair<P> current = keyring.current();
        if (current == null || current.isExpired(nowNs)) {
            want(nowNs, actions);
            return;
        }
        actions.add(new SessionAction.Send<>(peer, seal(current, NO_PAYLOAD, false, nowNs)));
    }

    /**
     * Seals something of ours, padded with zeros.
     *
     * @param data whether it is worth new keys: pings and pongs are not
     * @return the message, or null without keys that may be used
     */
    public byte @Nullable [] seal(byte[] plaintext, boolean data, long nowNs) {
        Keypair<P> current = keyring.current();
        return current == null || current.isExpired(nowNs) ? null : seal(current, plaintext, data, nowNs);
    }

    /** Seals a ping that probes a path's size: as it is, since what matters is its length. As {@link #seal} otherwise. */
    public byte @Nullable [] sealExactly(byte[] plaintext, long nowNs) {
        Keypair<P> current = keyring.current();
        return current == null || current.isExpired(nowNs)
                ? null
                : seal(current, plaintext, plaintext.length, false, nowNs);
    }

    private byte[] seal(Keypair<P> keypair, byte[] plaintext, boolean data, long nowNs) {
        int padded = (plaintext.length + MessageLayout.PADDING - 1) & -MessageLayout.PADDING;
        return seal(keypair, plaintext, padded, data, nowNs);
    }

    private byte[] seal(Keypair<P> keypair, byte[] plaintext, int padded, boolean data, long nowNs) {
        long counter = keypair.reserve(1);
        byte[] message = new byte[padded + MessageLayout.DATA_OVERHEAD_BYTES];
        context.cipher().seal(keypair, counter, Arrays.copyOf(plaintext, padded), 0, padded, message, 0);
        activity.sent(data, message.length, nowNs);
        return message;
    }

    /** Wipes all keys. */
    void close() {
        dropPending();
        keyring.clear();
    }

    private void handshakeDone(long nowNs) {
        wantedSinceNs = Activity.NEVER;
        dropPending();
        handshakeDoneNs = nowNs;
        rekeyRule.handshakeDone();
        gaveUp = false;
        nextSuite = suite;
        context.counters().add(CounterId.SESSIONS_MADE);
    }

    private void dropPending() {
        if (pending != null) {
            context.indices().remove(pending);
            pending.noise().destroy();
            pending = null;
        }
    }

    private void send(byte[] message, long nowNs, List<SessionAction<P>> actions) {
        cookies.sign(message, nowNs);
        activity.handshakeSent(message.length, nowNs);
        actions.add(new SessionAction.Send<>(peer, message));
    }
}
