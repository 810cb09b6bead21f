package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.List;

/** Left and Right, who are each other's only peer, and hands that carry messages between them. */
final class TwoEnds {
    final VirtualTime time = new VirtualTime();
    final End left = new End(time, 1);
    final End right = new End(time, 2);
    final Session<String> toRight;
    final Session<String> toLeft;

    TwoEnds() {
        this(0);
    }

    TwoEnds(long leftsPersistentKeepaliveNs) {
        toRight = left.add("right", right, PresharedKey.NONE, leftsPersistentKeepaliveNs);
        toLeft = right.add("left", left);
    }

    /** Left initiates, Right answers, and Left's first packet confirms. */
    static TwoEnds withSession() {
        return withSession(0);
    }

    static TwoEnds withSession(long leftsPersistentKeepaliveNs) {
        TwoEnds ends = new TwoEnds(leftsPersistentKeepaliveNs);
        ends.handshake();
        return ends;
    }

    void handshake() {
        byte[] initiation = left.initiate(toRight);
        byte[] response = Actions.onlySent(right.receive(initiation, left));
        left.receive(response, right);
        right.receiveData(Actions.onlySent(left.keepalive(toRight)));
    }

    /** The index of Left's present keys. */
    int leftIndex() {
        Keypair<String> keypair = toRight.current();
        assertThat(keypair).isNotNull();
        return keypair.localIndex();
    }

    /** Lets time pass until the end sends something, and returns it. */
    byte[] nextSent(End end) {
        List<byte[]> sent = List.of();
        while (sent.isEmpty()) {
            time.pass(Duration.ofMillis(10));
            assertThat(time.elapsed()).isLessThan(Duration.ofHours(1));
            sent = Actions.sent(end.tick());
        }
        return sent.getFirst();
    }

    /** A data message of this end's, as its data path would send it. */
    byte[] data(Session<String> session) {
        Keypair<String> keypair = session.current();
        assertThat(keypair).isNotNull();
        byte[] plain = new byte[16];
        byte[] message = new byte[plain.length + MessageLayout.DATA_OVERHEAD_BYTES];
        long counter = keypair.reserve(1);
        new DataCipher(AeadFactory.JCE).seal(keypair, counter, plain, 0, plain.length, message, 0);
        session.activity().sent(true, message.length, time.nowNs());
        return message;
    }

    /** Whether a data message opens under the keys that its index stands for at the receiver. */
    static boolean opens(End receiver, byte[] message) {
        Keypair<String> keypair = receiver.keypair(MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        return new DataCipher(AeadFactory.JCE).open(keypair, message, 0, message.length, new byte[message.length]);
    }
}
