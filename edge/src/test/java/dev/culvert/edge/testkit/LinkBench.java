package dev.culvert.edge.testkit;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.supernode.LinkOwner;
import dev.culvert.edge.supernode.SupernodeLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A link with an owner that does as it is told, and a supernode that answers handshakes and nothing else by itself. */
public final class LinkBench implements LinkOwner {
    public static final long TOKEN = 0x1122334455667788L;
    public static final Endpoint PLACE = new Endpoint(IpAddress.parse("203.0.113.1"), 7_654);
    public static final Endpoint SEEN = new Endpoint(IpAddress.parse("198.51.100.1"), 40_000);

    public final FakePort port = new FakePort();
    public final Counters<CounterId> counters = new Counters<>(CounterId.class);
    public final List<Control> said = new ArrayList<>();
    public final List<SupernodeState> states = new ArrayList<>();
    public final List<Control> answers = new ArrayList<>();
    public final SupernodeLink link;
    public long nowNs = Duration.ofDays(1).toNanos();
    public int resolved;
    public int moves;
    public int registrations;
    public int observations;
    public boolean relaying;
    public boolean handshakesAnswered = true;
    public Consequence refusal = new Consequence.Later("no");
    public @Nullable Register register = Register.getDefaultInstance();
    public @Nullable PublicKey remembered;

    private final PrivateKey key = newKey(1);
    private final PrivateKey supernodeKey = newKey(2);
    private final Sessions<Peer> sessions = newSessions(key, 3);
    private final Sessions<Peer> there = newSessions(supernodeKey, 4);

    public LinkBench() {
        link = new SupernodeLink(new HostPort("sn", 7_654), null, this, new Random(5), counters);
        new Peer(there, PeerKind.SUPERNODE, key.publicKey(), PresharedKey.NONE, List.of(), 0)
                .usePath(Path.direct(port, SEEN, null));
    }

    private static PrivateKey newKey(int seed) {
        byte[] scalar = new byte[32];
        new Random(seed).nextBytes(scalar);
        return PrivateKey.of(scalar);
    }

    private Sessions<Peer> newSessions(PrivateKey own, int seed) {
        Instant wall = Instant.parse("2026-01-01T00:00:00Z");
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), () -> wall);
        timestamps.stored(Tai64n.of(wall).plusSeconds(1_000_000));
        return new Sessions<>(own, timestamps, new Random(seed), counters, Peer::isReachable);
    }

    // -- what a test lets happen -------------------------------------------------------------------------------------

    public void found() {
        link.onEndpoint(Path.direct(port, PLACE, null), nowNs);
    }

    /** The supernode answers the HELLO that was sent last, under its own key or another. */
    public void answerHello(PublicKey told) {
        byte[] hello = lastOf(CulvertLayout.HELLO_BYTES);
        link.onHelloReply(CulvertLayout.helloReply(hello, 0, told.bytes(), SEEN, new byte[16]), nowNs);
    }

    public void answerHello() {
        answerHello(supernodeKey.publicKey());
    }

    /** Until the first Register is sent. */
    public LinkBench toRegistering() {
        link.start();
        found();
        answerHello();
        return this;
    }

    public LinkBench toRegistered() {
        toRegistering();
        answer(registered());
        return this;
    }

    public static Control.Builder registered() {
        return Control.newBuilder()
                .setRegistered(Registered.newBuilder().setRelayToken(TOKEN).setHeldForSeconds(7));
    }

    public static Control.Builder refused() {
        return Control.newBuilder().setRefused(Refused.newBuilder().setWords("no"));
    }

    /** The supernode answers what was said last. */
    public void answer(Control.Builder answer) {
        link.onControl(answer.setAck(said.getLast().getId()).build(), nowNs);
    }

    public byte[] hint() {
        return CulvertLayout.hint(CulvertLayout.keep(0, TOKEN), 0);
    }

    /** Time passes in ticks of 25 ms. */
    public void pass(Duration duration) {
        long endNs = nowNs + duration.toNanos();
        while (nowNs < endNs) {
            nowNs += Duration.ofMillis(25).toNanos();
            perform(sessions.onTick(nowNs), nowNs);
            link.onTick(nowNs);
        }
    }

    /** The datagram of this size that was sent last, of those not taken yet. */
    public byte[] lastOf(int size) {
        return port.takeSent().stream()
                .map(FakePort.Sent::bytes)
                .filter(bytes -> bytes.length == size)
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    // -- as owner ----------------------------------------------------------------------------------------------------

    @Override
    public void resolve(SupernodeLink which) {
        resolved++;
    }

    @Override
    public Optional<PublicKey> knownKey(SupernodeLink which) {
        return Optional.ofNullable(remembered);
    }

    @Override
    public void remember(SupernodeLink which, PublicKey proved) {
        remembered = proved;
    }

    @Override
    public Peer connect(SupernodeLink which, PublicKey told, Path path) {
        Peer peer = new Peer(sessions, PeerKind.SUPERNODE, told, PresharedKey.NONE, List.of(), 0);
        peer.usePath(path);
        return peer;
    }

    @Override
    public void disconnect(Peer supernode) {
        sessions.remove(supernode.session());
    }

    @Override
    public void perform(List<SessionAction<Peer>> actions, long atNs) {
        for (SessionAction<Peer> action : actions) {
            switch (action) {
                case SessionAction.Send<Peer>(Peer peer, byte[] message) -> {
                    if (handshakesAnswered) {
                        for (SessionAction<Peer> reaction :
                                there.onHandshakeMessage(message, new HandshakeSource(SEEN, 0), 0, atNs)) {
                            if (reaction instanceof SessionAction.Send<Peer>(Peer self, byte[] response)) {
                                perform(
                                        sessions.onHandshakeMessage(response, new HandshakeSource(PLACE, 0), 0, atNs),
                                        atNs);
                            }
                        }
                    }
                }
                case SessionAction.KeysChanged<Peer>(Peer peer, boolean confirm) -> link.onKeys(confirm, atNs);
                case SessionAction.GaveUp<Peer>(Peer peer) -> link.onGaveUp(nowNs);
                case SessionAction.Reply<Peer> _, SessionAction.Heard<Peer> _, SessionAction.Silent<Peer> _ -> {}
            }
        }
    }

    @Override
    public void send(Peer supernode, Control message, long atNs) {
        said.add(message);
    }

    @Override
    public @Nullable Register registration(SupernodeLink which, long atNs) {
        return register;
    }

    @Override
    public boolean isRelaying(SupernodeLink which, long atNs) {
        return relaying;
    }

    @Override
    public void onRegistered(SupernodeLink which, Registered answer, boolean anew, long atNs) {
        registrations++;
    }

    @Override
    public void onObserved(SupernodeLink which, boolean moved, long atNs) {
        observations++;
        moves += moved ? 1 : 0;
    }

    @Override
    public Consequence onOffered(SupernodeLink which, Offered offered, long atNs) {
        return new Consequence.Again();
    }

    @Override
    public Consequence onRefused(SupernodeLink which, Refused refused, long atNs) {
        return refusal;
    }

    @Override
    public void onAnswer(SupernodeLink which, Control request, Control answer, long atNs) {
        answers.add(answer);
    }

    @Override
    public void onPush(SupernodeLink which, Control push, long atNs) {}

    @Override
    public void onState(SupernodeLink which) {
        states.add(which.state());
    }
}
