package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.stun.StunMessage;
import dev.culvert.common.stun.StunRequest;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.testkit.Node;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STUN that arrives at Right's port. */
class DataPathStunTest {
    private static final long NOW_NS = 1_000_000_000_000L;

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final byte[] request = StunRequest.binding(new byte[StunMessage.TRANSACTION_BYTES], false, false);

    @Test
    void answer_goesToTheConductor_withTheWayItCame() {
        byte[] answer = Objects.requireNonNull(
                        new StunResponder(null, false).respond(request, 0, request.length, right.endpoint()))
                .message();
        right.receive(left, answer, NOW_NS);
        assertThat(right.events.take()).singleElement().satisfies(event -> {
            DataEvent.Stun stun = (DataEvent.Stun) event;
            assertThat(stun.message()).isEqualTo(answer);
            assertThat(stun.source())
                    .isEqualTo(Path.direct(
                            right.port, left.endpoint(), right.endpoint().address()));
        });
        assertThat(right.countedSince()).isEmpty();
    }

    @Test
    void refusal_goesToTheConductorToo() {
        byte[] changing = StunRequest.binding(new byte[StunMessage.TRANSACTION_BYTES], true, false);
        byte[] refusal = Objects.requireNonNull(
                        new StunResponder(null, false).respond(changing, 0, changing.length, right.endpoint()))
                .message();
        right.receive(left, refusal, NOW_NS);
        assertThat(right.events.take()).singleElement().isInstanceOf(DataEvent.Stun.class);
    }

    @Test
    void indication_hasDoneItsWork() {
        right.receive(left, StunMessage.bindingIndication(new byte[StunMessage.TRANSACTION_BYTES]), NOW_NS);
        assertThat(right.events.take()).isEmpty();
        assertThat(right.countedSince()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0001, 0x0003, 0x0103, 0x0013, 0x0101 | 0x2000})
    void requestsAndOtherMethods_areNotForUs(int type) {
        byte[] message = request.clone();
        message[0] = (byte) (type >>> 8);
        message[1] = (byte) type;
        right.receive(left, message, NOW_NS);
        assertThat(right.events.take()).isEmpty();
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_UNKNOWN_MESSAGE, 1L));
    }

    @Test
    void flood_isLimited() {
        byte[] answer = StunRequest.toOneself(new byte[StunMessage.TRANSACTION_BYTES]);
        for (int i = 0; i < Limits.UNSEALED_PER_SECOND + 5; i++) {
            right.receive(left, answer, NOW_NS);
        }
        assertThat(right.events.take()).hasSize(Limits.UNSEALED_PER_SECOND);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_UNSEALED_RATE, 5L));
    }
}
