package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Macs;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What a stranger can send to an edge with a live session and an open handshake: nothing of it throws, changes anything or
 * is answered (but by a cookie under load), and each datagram is counted once.
 */
class MessageFuzzTest {
    private static final int UNDER_LOAD = 1;
    private static final int JOINED = 2;
    private static final int FROM_PORT_ZERO = 4;
    private static final int FROM_ELSEWHERE = 8;
    private static final Endpoint ELSEWHERE = new Endpoint(IpAddress.parse("2001:db8::7"), 4_500);

    /** Made once: whatever is sent leaves them as they are. */
    private static final FuzzPair IDLE = new FuzzPair();

    private static final FuzzPair LOADED = new FuzzPair();
    private static final byte[] MAC1_KEY = Macs.mac1Key(IDLE.right.publicKey());

    @FuzzTest
    void anyDatagrams(byte[] input) {
        Recipe recipe = new Recipe(input);
        int flags = recipe.flags();
        FuzzPair pair = (flags & UNDER_LOAD) == 0 ? IDLE : LOADED;
        int waiting = (flags & UNDER_LOAD) == 0 ? 0 : Limits.UNDER_LOAD_QUEUE;
        List<byte[]> datagrams =
                recipe.parts(pair.initiation, pair.response, pair.cookieReply, pair.data, pair.dataTooEarly).stream()
                        .map(MessageFuzzTest::datagram)
                        .toList();
        Arrival arrival = pair.right.arrivalFrom(
                (flags & FROM_ELSEWHERE) == 0 ? pair.left.endpoint : ELSEWHERE,
                (flags & FROM_PORT_ZERO) == 0 ? 51_820 : 0);

        List<Object> before = pair.rightsState();
        long counted = pair.right.counted();
        int received = receive(pair, datagrams, (flags & JOINED) != 0, arrival);
        int unsealed = 0;
        for (DataEvent event : pair.right.takeEvents()) {
            if (event instanceof DataEvent.Unsealed) {
                unsealed++; // counted by who does not know its sender
            } else {
                assertThat(event).isInstanceOf(DataEvent.HandshakeMessage.class);
                handle(pair, (DataEvent.HandshakeMessage) event, waiting);
            }
        }
        assertThat(pair.right.counted() - counted + unsealed)
                .as("counted of %d", received)
                .isEqualTo(received);
        assertThat(pair.right.takeWritten()).isEmpty();
        assertThat(pair.right.takeSent()).isEmpty();
        assertThat(pair.rightsState()).isEqualTo(before);
    }

    /** How many datagrams they were. */
    private static int receive(FuzzPair pair, List<byte[]> datagrams, boolean joined, Arrival arrival) {
        int received = 0;
        if (joined && !datagrams.isEmpty() && datagrams.getFirst().length > 0) {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream();
            datagrams.forEach(buffer::writeBytes);
            int segment = datagrams.getFirst().length;
            pair.right.dataPath.onDatagrams(buffer.toByteArray(), buffer.size(), segment, arrival, FuzzPair.NOW_NS);
            received = Math.ceilDiv(buffer.size(), segment);
        } else {
            for (byte[] datagram : datagrams) {
                pair.right.dataPath.onDatagrams(datagram, datagram.length, datagram.length, arrival, FuzzPair.NOW_NS);
            }
            received = datagrams.size();
        }
        pair.right.dataPath.endOfDatagrams(FuzzPair.NOW_NS);
        return received;
    }

    private static void handle(FuzzPair pair, DataEvent.HandshakeMessage event, int waiting) {
        List<SessionAction<Peer>> actions = pair.right.sessions.onHandshakeMessage(
                event.message(), HandshakeSource.of(event.source()), waiting, FuzzPair.NOW_NS);
        for (SessionAction<Peer> action : actions) {
            assertThat(action).isInstanceOf(SessionAction.Reply.class);
            byte[] reply = ((SessionAction.Reply<Peer>) action).message();
            assertThat(waiting).isPositive();
            assertThat(reply.length).as("no amplification").isLessThan(event.message().length);
        }
    }

    /** Anybody who knows Right's public key can make mac1. */
    private static byte[] datagram(Recipe.Part part) {
        byte[] bytes = part.bytes();
        MessageKind kind = MessageKind.of(bytes, 0, bytes.length);
        if (part.sealAgain() && (kind == MessageKind.INITIATION || kind == MessageKind.RESPONSE)) {
            Macs.writeMac1(MAC1_KEY, bytes);
        }
        return bytes;
    }
}
