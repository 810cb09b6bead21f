package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a peer can send inside its session, where all is authentic: each plaintext is written, without its padding, if it
 * is a whole IP packet from an address of that peer, and counted if not, as a slow reader of IP headers says. Only a TCP
 * SYN's segment size may be lowered.
 */
class PeerPacketFuzzTest {
    private static final byte[][] TEMPLATES = {
        Packet.ipv4("10.0.0.1", "10.0.0.2", 64),
        Packet.ipv6("fd00:1::1", "fd00:2::2", 64),
        Packet.ipv4("10.1.5.1", "10.0.0.2", 1_400),
        {},
        Syn.ipv4("10.0.0.1", "10.0.0.2"),
        Syn.ipv6("fd00:1::1", "fd00:2::2")
    };

    private static final FuzzPair PAIR = new FuzzPair();
    private static final Keypair<Peer> KEYS = FuzzPair.keys(PAIR.leftToRight);
    private static final DataCipher CIPHER = new DataCipher(AeadFactory.JCE);

    @FuzzTest
    void anyPlaintext(byte[] input) {
        for (Recipe.Part part : new Recipe(input).parts(TEMPLATES)) {
            long malformed = PAIR.right.counters.value(CounterId.DROP_MALFORMED_INNER);
            long spoofed = PAIR.right.counters.value(CounterId.DROP_INNER_SOURCE);
            long counted = PAIR.right.counted();
            PAIR.right.receive(PAIR.left, sealed(part.bytes()), FuzzPair.NOW_NS);

            List<byte[]> written = PAIR.right.takeWritten();
            Optional<Packet> packet = Packet.read(part.bytes());
            if (part.bytes().length == 0) {
                assertThat(written).isEmpty();
            } else if (packet.isEmpty()) {
                malformed++;
                counted++;
            } else if (isLefts(packet.get())) {
                assertThat(written).hasSize(1);
                assertThat(HexFormat.of().formatHex(written.getFirst()))
                        .isEqualTo(HexFormat.of()
                                .formatHex(Syn.lowered(packet.get().bytes(), FuzzNode.MTU)));
            } else {
                spoofed++;
                counted++;
            }
            assertThat(PAIR.right.counters.value(CounterId.DROP_MALFORMED_INNER))
                    .isEqualTo(malformed);
            assertThat(PAIR.right.counters.value(CounterId.DROP_INNER_SOURCE)).isEqualTo(spoofed);
            assertThat(PAIR.right.counted()).as("nothing else was counted").isEqualTo(counted);
            assertThat(PAIR.right.takeEvents()).isEmpty();
        }
    }

    private static byte[] sealed(byte[] plaintext) {
        long counter = KEYS.reserve(1);
        byte[] message = new byte[plaintext.length + MessageLayout.DATA_OVERHEAD_BYTES];
        CIPHER.seal(KEYS, counter, plaintext, 0, plaintext.length, message, 0);
        return message;
    }

    /** Her own, but for the part of 10.1.0.0/16 that is Carol's. */
    private static boolean isLefts(Packet packet) {
        return PAIR.rightToLeft.allowedIps().stream().anyMatch(prefix -> prefix.contains(packet.source()))
                && PAIR.rightToCarol.allowedIps().stream().noneMatch(prefix -> prefix.contains(packet.source()));
    }
}
