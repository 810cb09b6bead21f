package dev.culvert.supernode.testkit;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.Frame;
import dev.culvert.common.control.Received;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.RelayBind;
import dev.culvert.common.control.pb.Unregister;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.Sequences;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.SessionKind;
import dev.culvert.common.session.SessionOpener;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** An edge as a supernode sees it: real sessions, records and exchanges; it does what the test says and nothing else. */
public final class SimulatedEdge {
    private static final int SECRET_SPACING = 1_000;
    private static final byte[] COOKIE = new byte[16];

    /** RELAY datagrams that came. */
    public final List<byte[]> relayed = new ArrayList<>();
    /** HINT datagrams that came. */
    public final List<byte[]> hints = new ArrayList<>();
    /** KEEP-REPLY datagrams that came. */
    public final List<byte[]> keepReplies = new ArrayList<>();
    /** Answers to requests, in order. */
    public final List<Control> answers = new ArrayList<>();

    private final SimulatedSupernode supernode;
    private final int number;
    private final Random random;
    private final PrivateKey key;
    private final SigningKey identity;
    private final CommunityKeys community;
    private final Sequences sequences = new Sequences(0);
    private final TimestampSource timestamps;
    private final List<Control> pushes = new ArrayList<>();
    private final List<byte[]> outbox = new ArrayList<>();
    private Sessions<String> sessions;
    private Session<String> session;
    private Exchange exchange;
    private RecordSigner signer;
    private Endpoint endpoint;
    private boolean deaf;

    /** Edge number 1 to 250 of a community: its address is 10.0.0.N, it is at 192.0.2.N:5000. */
    public SimulatedEdge(SimulatedSupernode supernode, int number, CommunityKeys community) {
        this(supernode, number, number, community);
    }

    /** An edge with another one's keys. */
    public SimulatedEdge(SimulatedSupernode supernode, int number, int keys, CommunityKeys community) {
        this.supernode = supernode;
        this.number = number;
        this.community = community;
        this.random = new Random(number);
        Random secrets = new Random(keys + SECRET_SPACING);
        byte[] seed = new byte[32];
        secrets.nextBytes(seed);
        key = PrivateKey.of(seed);
        secrets.nextBytes(seed);
        identity = SigningKey.of(seed);
        timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), supernode::wall);
        timestamps.stored(Tai64n.of(supernode.wall()).plusSeconds(1_000_000_000));
        endpoint = new Endpoint(IpAddress.parse("192.0.2." + (number % 250 + 1)), 5_000 + number / 250);
        supernode.place(endpoint, this);
        sessions = newSessions();
        session = newSession();
        exchange = new Exchange(random);
        signer = newSigner();
    }

    private Sessions<String> newSessions() {
        return new Sessions<>(key, timestamps, random, new Counters<>(CounterId.class), peer -> true);
    }

    private Session<String> newSession() {
        return sessions.add("supernode", supernode.publicKey(), PresharedKey.NONE, SessionKind.CULVERT, 0);
    }

    private RecordSigner newSigner() {
        return new RecordSigner(identity, key.publicKey(), community, sequences, random);
    }

    /** Killed and started again: another boot id, no sessions. */
    public void restart() {
        sessions = newSessions();
        session = newSession();
        exchange = new Exchange(random);
        signer = newSigner();
    }

    /** Its NAT gives it another port, or it is elsewhere. */
    public void moveTo(Endpoint next) {
        endpoint = next;
        supernode.place(next, this);
    }

    /** From now on nothing reaches it. */
    public void deaf(boolean isDeaf) {
        deaf = isDeaf;
    }

    public PublicKey key() {
        return key.publicKey();
    }

    public IpAddress address() {
        return prefix().address();
    }

    /** Its address with the network's length. */
    public IpPrefix prefix() {
        return IpPrefix.parse("10.0.0." + number + "/24");
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    boolean isAt(Endpoint there) {
        return endpoint.equals(there);
    }

    List<byte[]> takeOutbox() {
        List<byte[]> taken = List.copyOf(outbox);
        outbox.clear();
        return taken;
    }

    // -- what it does ------------------------------------------------------------------------------------------------

    /** HELLO and a handshake. */
    public void connect() {
        send(CulvertLayout.hello(new byte[CulvertLayout.HELLO_NONCE_BYTES]));
        send(initiation());
    }

    /** An initiation that it would send. */
    public byte[] initiation() {
        List<SessionAction<String>> actions = new ArrayList<>();
        supernode.jump(Duration.ofMillis(25)); // no two initiations in less
        session.cancel();
        session.want(supernode.nowNs(), actions);
        for (SessionAction<String> action : actions) {
            if (action instanceof SessionAction.Send<String>(String peer, byte[] message)) {
                return message;
            }
        }
        throw new AssertionError("no initiation among " + actions);
    }

    /** A datagram as it is. */
    public void send(byte[] datagram) {
        outbox.add(datagram);
        supernode.settle();
    }

    /** Connects and registers with its address; the answer. */
    public Control join() {
        connect();
        return register();
    }

    /** Registers with its address. */
    public Control register() {
        return register(sign(false, prefix()));
    }

    /** A record of its own. */
    public SignedRecord sign(boolean automatic, IpPrefix... addresses) {
        return signer.sign(Claims.of(List.of(addresses), "edge" + number, automatic));
    }

    /** Registers with this record. */
    public Control register(SignedRecord record) {
        return register(record.bytes());
    }

    /** Registers with these bytes for a record. */
    public Control register(byte[] record) {
        return ask(Control.newBuilder()
                .setRegister(Register.newBuilder()
                        .setCommunityKey(
                                ByteString.copyFrom(community.publicKey().bytes()))
                        .setRecord(ByteString.copyFrom(record))));
    }

    /** Asks for an address. */
    public Control lookup(IpAddress address) {
        return ask(Control.newBuilder().setLookup(Lookup.newBuilder().setAddress(ControlMessages.bytes(address))));
    }

    /** Asks for a key. */
    public Control lookup(PublicKey wanted) {
        return ask(Control.newBuilder().setLookup(Lookup.newBuilder().setKey(ControlMessages.bytes(wanted))));
    }

    /** Binds itself where it is. */
    public Control bind() {
        return ask(Control.newBuilder().setRelayBind(RelayBind.getDefaultInstance()));
    }

    /** Leaves. */
    public Control unregister() {
        return ask(Control.newBuilder().setUnregister(Unregister.getDefaultInstance()));
    }

    /** Sends a KEEP with this token. */
    public void keep(long token) {
        send(CulvertLayout.keep(7, token));
    }

    /** Sends a request; its answer. Connects where there are no keys. */
    public Control ask(Control.Builder request) {
        if (session.seal(new byte[0], false, supernode.nowNs()) == null) {
            connect();
        }
        OptionalLong id = exchange.request(request);
        int before = answers.size();
        for (Control due : exchange.due(supernode.nowNs())) {
            outbox.add(sealed(due));
        }
        supernode.settle();
        return answers.subList(before, answers.size()).stream()
                .filter(answer -> answer.getAck() == id.orElseThrow())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer to " + request));
    }

    /** A data message with this control message. */
    public byte[] sealed(Control control) {
        byte[] message = session.seal(new Frame.Message(control).encoded(), true, supernode.nowNs());
        if (message == null) {
            throw new AssertionError("no keys");
        }
        return message;
    }

    /** Pushes that came since the last call. */
    public List<Control> takePushes() {
        List<Control> taken = List.copyOf(pushes);
        pushes.clear();
        return taken;
    }

    // -- what it hears -----------------------------------------------------------------------------------------------

    void receive(byte[] datagram) {
        if (deaf) {
            return;
        }
        switch (MessageKind.of(datagram, 0, datagram.length)) {
            case HELLO_REPLY ->
                session.useCookie(
                        Arrays.copyOfRange(
                                datagram, CulvertLayout.HELLO_COOKIE, CulvertLayout.HELLO_COOKIE + COOKIE.length),
                        supernode.nowNs());
            case KEEP_REPLY -> keepReplies.add(datagram);
            case HINT -> hints.add(datagram);
            case RELAY -> relayed.add(datagram);
            case INITIATION, RESPONSE, COOKIE_REPLY ->
                perform(sessions.onHandshakeMessage(
                        datagram, HandshakeSource.of(SimulatedSupernode.ENDPOINT), 0, supernode.nowNs()));
            case DATA ->
                new SessionOpener<>(sessions.indices(), new Counters<>(CounterId.class))
                        .open(datagram, 0, datagram.length, supernode.nowNs())
                        .ifPresent(opened -> {
                            Keypair<String> keypair = opened.keypair();
                            if (!keypair.isConfirmed()) {
                                perform(sessions.onConfirmed(keypair, supernode.nowNs()));
                            }
                            Frame.parse(opened.plaintext(), 0, opened.plaintext().length)
                                    .ifPresent(this::onFrame);
                        });
            case STUN, HELLO, KEEP, UNKNOWN -> throw new AssertionError("not for an edge");
        }
    }

    private void onFrame(Frame frame) {
        if (frame instanceof Frame.Message(Control control)) {
            switch (exchange.onMessage(control)) {
                case Received.Fresh(Control message) -> {
                    pushes.add(message);
                    outbox.add(sealed(exchange.acknowledge(message)));
                }
                case Received.Repeat(Control answer) -> outbox.add(sealed(answer));
                case Received.Answered(Control request, Control answer) -> answers.add(answer);
                case Received.Unknown(Control acknowledgement) -> outbox.add(sealed(acknowledgement));
                case Received.Ignored() -> {}
            }
        }
    }

    private void perform(List<SessionAction<String>> actions) {
        for (SessionAction<String> action : actions) {
            if (action instanceof SessionAction.Send<String>(String peer, byte[] message)) {
                outbox.add(message);
            } else if (action instanceof SessionAction.KeysChanged<String>(String peer, boolean confirm) && confirm) {
                List<SessionAction<String>> more = new ArrayList<>();
                session.keepalive(supernode.nowNs(), more);
                perform(more);
            }
        }
    }
}
