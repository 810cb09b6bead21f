package dev.culvert.supernode.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.Frame;
import dev.culvert.common.control.Received;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.RelayBound;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.loop.Core;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.IndexTable;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionOpener;
import dev.culvert.common.session.SessionOwner;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.time.Timing;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.relay.CookieSource;
import dev.culvert.supernode.relay.Observation;
import dev.culvert.supernode.relay.RelayTable;
import dev.culvert.supernode.relay.SupernodeEvent;
import dev.culvert.supernode.relay.Tokens;
import dev.culvert.supernode.status.CommunityReport;
import dev.culvert.supernode.status.RelayReport;
import dev.culvert.supernode.store.pb.Snapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a supernode's conductor does: sessions with edges, and what they ask in them. A session alone is nothing: who does
 * not register in it is forgotten. Conductor thread, but for {@link #indices} and {@link #cookies}.
 */
public final class SupernodeCore implements Core<SupernodeEvent> {
    private final RandomGenerator random;
    private final Counters<CounterId> counters;
    private final Observation observation;
    private final SnapshotSink sink;
    private final Sessions<Remote> sessions;
    private final SessionOpener<Remote> opener;
    private final Messenger messenger;
    private final Registry registry;
    private final Registration registration;
    private final Relations relations;
    private final Lookups lookups;
    private final Wakeups wakeups;
    private final Set<Remote> newcomers = new LinkedHashSet<>();
    private long censusNs;
    private long relationCensusNs;
    private long storedNs;
    private boolean dirty;

    /**
     * The core of one supernode.
     *
     * @param random cryptographically strong in the product, seeded in tests
     * @param relays shared with the worker, as {@code tokens} and {@code observation} are
     * @param port that edges are heard and answered at
     * @param stored what an earlier run has left; the default instance for nothing
     */
    public SupernodeCore(
            SupernodeConfig config,
            PrivateKey key,
            TimestampSource timestamps,
            RandomGenerator random,
            RelayTable relays,
            Tokens tokens,
            Observation observation,
            UdpPort port,
            SnapshotSink sink,
            Snapshot stored,
            Counters<CounterId> counters,
            long nowNs) {
        this.random = random;
        this.counters = counters;
        this.observation = observation;
        this.sink = sink;
        this.sessions = new Sessions<>(key, timestamps, random, counters, new Door());
        this.opener = new SessionOpener<>(sessions.indices(), counters);
        this.messenger = new Messenger(Limits.CONTROL_QUEUES, counters);
        this.registry = new Registry(config.limits(), tokens);
        this.registration = new Registration(
                config, registry, observation, counters, (member, leftNs) -> depart(member, true, leftNs));
        this.relations = new Relations(config, relays, observation, messenger, counters);
        this.lookups = new Lookups(relations, messenger, counters, nowNs);
        this.wakeups = new Wakeups(Snapshots.restore(stored, registry, nowNs), registry, port, counters, nowNs);
        this.censusNs = nowNs;
        this.relationCensusNs = nowNs;
        this.storedNs = nowNs;
    }

    /** Receiver index to keypair, for the worker. */
    public IndexTable<?> indices() {
        return sessions.indices();
    }

    /** Makes cookies for HELLO-REPLY. Any thread. */
    public CookieSource cookies() {
        return sessions::cookieFor;
    }

    // -- events ------------------------------------------------------------------------------------------------------

    @Override
    public void onEvent(SupernodeEvent event, int waiting, long nowNs) {
        switch (event) {
            case SupernodeEvent.Handshake(byte[] message, Path source) ->
                messenger.perform(
                        sessions.onHandshakeMessage(message, HandshakeSource.of(source), waiting, nowNs),
                        source,
                        nowNs);
            case SupernodeEvent.Data(byte[] message, Path source) ->
                opener.open(message, 0, message.length, nowNs).ifPresent(opened -> onOpened(opened, source, nowNs));
        }
    }

    private void onOpened(SessionOpener.Opened<Remote> opened, Path source, long nowNs) {
        Keypair<Remote> keypair = opened.keypair();
        Remote remote = keypair.session().peer();
        if (remote.member != null) {
            remote.member.heardNs = nowNs;
        }
        if (!keypair.isConfirmed()) {
            moveTo(remote, source); // fresh: only who has the key can have completed this handshake
            messenger.perform(sessions.onConfirmed(keypair, nowNs), source, nowNs);
        }
        byte[] plaintext = opened.plaintext();
        if (plaintext.length > 0) {
            Optional<Frame> frame = Frame.parse(plaintext, 0, plaintext.length);
            if (frame.isEmpty()) {
                counters.add(CounterId.DROP_BAD_CONTROL);
            } else {
                onFrame(remote, frame.get(), source, nowNs);
            }
        }
    }

    private void onFrame(Remote remote, Frame frame, Path source, long nowNs) {
        switch (frame) {
            case Frame.Ping(long id) -> messenger.say(remote, new Frame.Pong(id), source, false, nowNs);
            case Frame.Pong(long id) -> {}
            case Frame.Message(Control message) -> {
                switch (remote.exchange.onMessage(message)) {
                    case Received.Fresh(Control request) -> onRequest(remote, request, source, nowNs);
                    case Received.Repeat(Control answer) -> messenger.say(remote, answer, source, nowNs);
                    case Received.Unknown(Control acknowledgement) -> {
                        counters.add(CounterId.CONTROL_UNKNOWN);
                        messenger.say(remote, acknowledgement, source, nowNs);
                    }
                    case Received.Answered(Control push, Control _) -> messenger.onAcknowledged(remote, push, nowNs);
                    case Received.Ignored() -> {}
                }
            }
        }
    }

    private void onRequest(Remote remote, Control request, Path source, long nowNs) {
        switch (request.getKindCase()) {
            case REGISTER -> onRegister(remote, request, source, nowNs);
            case UNREGISTER -> {
                messenger.say(remote, remote.exchange.acknowledge(request), source, nowNs);
                if (remote.member != null) {
                    depart(remote.member, true, nowNs);
                }
            }
            case LOOKUP -> answer(remote, request, onLookup(remote, request, nowNs), source, nowNs);
            case RELAY_BIND -> answer(remote, request, onRelayBind(remote, source), source, nowNs);
            case REGISTERED,
                    OFFERED,
                    REFUSED,
                    RELAY_BOUND,
                    UNKNOWN,
                    INTRODUCE,
                    PEER_INFO,
                    PEER_GONE,
                    GOODBYE,
                    CANDIDATES,
                    PUNCH_PLAN,
                    KIND_NOT_SET ->
                answer(
                        remote,
                        request,
                        Refusal.of(Reason.REASON_BAD_REQUEST, "a supernode is not asked this"),
                        source,
                        nowNs);
        }
        messenger.pumpFresh(nowNs);
    }

    private void answer(Remote remote, Control request, Control.@Nullable Builder answer, Path source, long nowNs) {
        Control numbered =
                answer == null ? remote.exchange.acknowledge(request) : remote.exchange.answer(request, answer);
        messenger.say(remote, numbered, source, nowNs);
    }

    private void onRegister(Remote remote, Control request, Path source, long nowNs) {
        Registration.Outcome outcome = registration.register(remote, request.getRegister(), source, nowNs);
        answer(remote, request, outcome.answer(), source, nowNs);
        Registration.Granted granted = outcome.granted();
        if (granted == null) {
            if (outcome.answer().getRefused().getReason() == Reason.REASON_REPLACED && remote.boundPath != null) {
                moveTo(remote, remote.boundPath); // the older twin's handshake had moved the key to where it is
            }
            return;
        }
        Member member = granted.member();
        remote.boundPath = source;
        newcomers.remove(remote);
        dirty |= granted.changed() || !granted.wasPresent();
        if (granted.startedOver()) {
            lookups.onGone(member);
            relations.onStartedOver(member);
        } else if (granted.changed()) {
            relations.onChanged(member);
        }
        lookups.onRegistered(member, granted.addresses(), nowNs);
    }

    private Control.@Nullable Builder onLookup(Remote remote, Control request, long nowNs) {
        return remote.member == null ? notRegistered() : lookups.lookup(remote.member, request.getLookup(), nowNs);
    }

    private Control.Builder onRelayBind(Remote remote, Path source) {
        if (remote.member == null) {
            return notRegistered();
        }
        moveTo(remote, source);
        remote.boundPath = source;
        return Control.newBuilder()
                .setRelayBound(
                        RelayBound.newBuilder().setObserved(ControlMessages.endpoint(observation.of(source.remote()))));
    }

    private static Control.Builder notRegistered() {
        return Refusal.of(Reason.REASON_NOT_REGISTERED, "this edge is not registered here: register first");
    }

    /** A remote has shown that it is there. */
    private void moveTo(Remote remote, Path path) {
        Member member = remote.member;
        Path before = remote.path;
        remote.path = path;
        if (member != null && !path.equals(before)) {
            registry.bind(member, remote, path, false);
            if (before == null || !before.remote().equals(path.remote())) {
                counters.add(CounterId.ENDPOINT_MOVES);
                dirty = true;
                relations.onChanged(member);
            }
        }
    }

    /** A member is absent from now on. Its claims stay its own for their time. */
    private void depart(Member member, boolean left, long nowNs) {
        Remote remote = member.remote;
        if (remote == null) {
            return;
        }
        relations.onGone(member, left);
        lookups.onGone(member);
        registry.unbind(member);
        messenger.forget(remote);
        remote.forgetAtNs = nowNs + Timing.NEWCOMER_NS;
        newcomers.add(remote);
        dirty = true;
    }

    // -- time --------------------------------------------------------------------------------------------------------

    @Override
    public void onTick(long nowNs) {
        messenger.perform(sessions.onTick(nowNs), null, nowNs);
        lookups.onTick(nowNs);
        if (nowNs - censusNs >= Timing.CENSUS_NS) {
            censusNs = nowNs;
            census(nowNs);
        }
        messenger.pumpAll(nowNs);
        wakeups.onTick(nowNs);
        store(nowNs);
    }

    private void census(long nowNs) {
        for (Member member : List.copyOf(registry.members())) {
            member.hearKeeps();
            if (member.isPresent()
                    && (nowNs - member.heardNs >= Timing.PRESENCE_NS
                            || nowNs - member.registeredNs >= Timing.LEASE_NS)) {
                depart(member, false, nowNs);
            }
        }
        for (Remote remote : List.copyOf(newcomers)) {
            if (nowNs - remote.forgetAtNs >= 0) {
                newcomers.remove(remote);
                sessions.remove(remote.session);
            }
        }
        if (nowNs - relationCensusNs >= Timing.PRESENCE_NS) {
            relationCensusNs = nowNs;
            relations.endIdle(nowNs);
        }
    }

    private void store(long nowNs) {
        boolean wanted = dirty || sink.isBehind() || nowNs - storedNs >= Timing.SNAPSHOT_REFRESH_NS;
        if (wanted && nowNs - storedNs >= Timing.SNAPSHOT_NS && sink.offer(() -> snapshot(nowNs))) {
            dirty = false;
            storedNs = nowNs;
        }
    }

    @Override
    public boolean isBusy() {
        return messenger.isBusy();
    }

    // -- at the end, and for who looks at it -------------------------------------------------------------------------

    /** All that has to outlive this run. */
    public Snapshot snapshot(long nowNs) {
        return Snapshots.of(registry, nowNs);
    }

    /** The communities with their edges. */
    public List<CommunityReport> communities(long nowNs) {
        return Reports.communities(registry, nowNs);
    }

    /** Pairs that may send to each other. */
    public List<RelayReport> relays(long nowNs) {
        return Reports.relays(relations, nowNs);
    }

    /** Wipes all keys; nothing may be called afterwards. */
    public void close() {
        sessions.close();
    }

    /** Who may come in. */
    private final class Door implements SessionOwner<Remote> {
        @Override
        public boolean isReachable(Remote remote) {
            return remote.path != null;
        }

        @Override
        public boolean demandsCookie(HandshakeSource source) {
            return !registry.isBoundAt(source.endpoint());
        }

        @Override
        public boolean welcomes(PublicKey newcomer, HandshakeSource source) {
            return newcomers.size() < Limits.NEWCOMERS;
        }

        @Override
        public @Nullable Session<Remote> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
            Remote remote = new Remote(sessions, newcomer, new Exchange(random), nowNs + Timing.NEWCOMER_NS);
            newcomers.add(remote);
            return remote.session;
        }
    }
}
