package dev.culvert.common.session;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.wire.MessageLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One identity with its sessions, under a {@link VirtualTime}. Its peers are called by their names. */
final class End {
    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final PrivateKey key;
    final Endpoint endpoint;
    final Sessions<String> sessions;

    /** Whether this end knows where its peers are. */
    boolean reachable = true;

    /** Whether this end wants every source's address proven. */
    boolean demandsCookie;

    /** Whether this end lets unknown keys in, as peers called "newcomer". */
    boolean open;

    private final VirtualTime time;

    End(VirtualTime time, int number) {
        this(time, number, List.of());
    }

    End(VirtualTime time, int number, List<CipherSuite> offered) {
        this.time = time;
        byte[] scalar = new byte[32];
        new Random(number).nextBytes(scalar);
        key = PrivateKey.of(scalar);
        endpoint = new Endpoint(IpAddress.ofIpv4(0xC0000200 + number), 51820);
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), time::wall);
        timestamps.stored(Tai64n.of(time.wall()).plusSeconds(1_000_000));
        sessions = new Sessions<>(key, offered, timestamps, new Random(number), counters, new Owner());
    }

    Session<String> add(String name, End other) {
        return add(name, other, PresharedKey.NONE, 0);
    }

    Session<String> add(String name, End other, PresharedKey presharedKey, long persistentKeepaliveNs) {
        return sessions.add(name, other.key.publicKey(), presharedKey, SessionKind.STOCK, persistentKeepaliveNs);
    }

    Session<String> addCulvert(String name, End other) {
        return sessions.add(name, other.key.publicKey(), PresharedKey.NONE, SessionKind.CULVERT, 0);
    }

    /** A handshake message comes in, nothing waiting behind it. */
    List<SessionAction<String>> receive(byte[] message, End from) {
        return receive(message, from, 0);
    }

    List<SessionAction<String>> receive(byte[] message, End from, int waiting) {
        return sessions.onHandshakeMessage(message, HandshakeSource.of(from.endpoint), waiting, time.nowNs());
    }

    List<SessionAction<String>> tick() {
        return sessions.onTick(time.nowNs());
    }

    /** Asks for a session and returns the initiation. */
    byte[] initiate(Session<String> session) {
        return Actions.onlySent(want(session));
    }

    List<SessionAction<String>> want(Session<String> session) {
        List<SessionAction<String>> actions = new ArrayList<>();
        session.want(time.nowNs(), actions);
        return actions;
    }

    List<SessionAction<String>> pathChanged(Session<String> session) {
        List<SessionAction<String>> actions = new ArrayList<>();
        session.onPathChanged(time.nowNs(), actions);
        return actions;
    }

    List<SessionAction<String>> keepalive(Session<String> session) {
        List<SessionAction<String>> actions = new ArrayList<>();
        session.keepalive(time.nowNs(), actions);
        return actions;
    }

    /** The keys that this end's index in a message stands for. */
    Keypair<String> keypair(int index) {
        if (sessions.indices().find(index) instanceof Keypair<String> keypair) {
            return keypair;
        }
        throw new AssertionError("index " + index + " stands for no keys");
    }

    /** A data message comes in, as the data path would report it: authentic, and in time. */
    List<SessionAction<String>> receiveData(byte[] message) {
        Keypair<String> keypair = keypair(MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        keypair.session()
                .activity()
                .received(message.length > MessageLayout.DATA_OVERHEAD_BYTES, message.length, time.nowNs());
        return keypair.isConfirmed() ? List.of() : sessions.onConfirmed(keypair, time.nowNs());
    }

    int indicesInUse() {
        return sessions.indices().size();
    }

    long count(CounterId id) {
        return counters.value(id);
    }

    private final class Owner implements SessionOwner<String> {
        @Override
        public boolean isReachable(String peer) {
            return reachable;
        }

        @Override
        public boolean demandsCookie(HandshakeSource source) {
            return demandsCookie;
        }

        @Override
        public boolean welcomes(PublicKey newcomer, HandshakeSource source) {
            return open;
        }

        @Override
        public Session<String> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
            return sessions.add("newcomer", newcomer, PresharedKey.NONE, SessionKind.CULVERT, 0);
        }
    }
}
