package dev.culvert.edge.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.Node;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HintCheckTest {
    private static final long TOKEN = 0x1122334455667788L;
    private static final long NOW_NS = 1;

    private final Node node = new Node(1);
    private final Node other = new Node(2);
    private final Keypair<Peer> keys = newKeys();

    private Keypair<Peer> newKeys() {
        Peer peer = node.add(other);
        node.shakeHands(peer, other, other.add(node), NOW_NS);
        return Objects.requireNonNull(peer.session().current());
    }

    private byte[] hintOfData(int index, long counter) {
        byte[] message = new byte[MessageLayout.DATA_OVERHEAD_BYTES];
        MessageLayout.writeDataHeader(message, 0, 0, index, counter);
        return CulvertLayout.hint(message, 0);
    }

    @Test
    void namesKeysThatWereUsedLately() {
        keys.reserve(100_000);

        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex(), 99_999), keys))
                .isTrue();
        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex(), 100_000 - Timing.HINT_WINDOW), keys))
                .isTrue();
    }

    @Test
    void guessedIndexOrCounterNamesNothing() {
        keys.reserve(100_000);

        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex() + 1, 99_999), keys))
                .isFalse();
        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex(), 100_000), keys))
                .isFalse();
        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex(), 99_999 - Timing.HINT_WINDOW), keys))
                .isFalse();
        assertThat(HintCheck.namesKeys(hintOfData(keys.remoteIndex(), -1), keys))
                .isFalse();
        assertThat(HintCheck.namesKeys(hintOfData(0, 0), null)).isFalse();
    }

    @Test
    void namesTokenInKeepAndRelayOnly() {
        byte[] relay = new byte[Path.HEADROOM];
        CulvertLayout.writeRelayHeader(relay, 0, 2, TOKEN);

        assertThat(HintCheck.namesToken(CulvertLayout.hint(relay, 0), TOKEN)).isTrue();
        assertThat(HintCheck.namesToken(CulvertLayout.hint(CulvertLayout.keep(5, TOKEN), 0), TOKEN))
                .isTrue();
        assertThat(HintCheck.namesToken(CulvertLayout.hint(relay, 0), TOKEN + 1))
                .isFalse();
        assertThat(HintCheck.namesToken(hintOfData(1, TOKEN), TOKEN)).isFalse();
    }
}
