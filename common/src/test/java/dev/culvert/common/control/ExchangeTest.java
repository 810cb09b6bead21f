package dev.culvert.common.control;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.RelayBind;
import dev.culvert.common.control.pb.RelayBound;
import dev.culvert.common.time.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    /** Any start will do, a negative one too: nothing may depend on where the clock's zero is. */
    private static final long START = -MILLISECONDS.toNanos(700);

    private final Exchange edge = new Exchange(new Random(1));
    private final Exchange supernode = new Exchange(new Random(2));

    @Test
    void sendsAt_0_200_400_800_1600_thenIsInDoubt1600Later() {
        edge.request(bind());
        List<Integer> sentAt = new ArrayList<>();
        int doubtAt = -1;
        for (int ms = 0; ms <= 4_000; ms++) {
            boolean idle = edge.idleNs(at(ms)) > 0;
            int sent = edge.due(at(ms)).size();
            if (sent == 1) {
                sentAt.add(ms);
                assertThat(idle).as("at %d ms", ms).isFalse();
            }
            if (doubtAt < 0 && edge.isInDoubt(at(ms))) {
                doubtAt = ms;
            }
        }

        assertThat(sentAt).containsExactly(0, 200, 400, 800, 1_600);
        assertThat(doubtAt).isEqualTo(3_200);
    }

    @Test
    void idleTellsExactlyWhenToLookAgain() {
        assertThat(edge.idleNs(at(0))).isEqualTo(Long.MAX_VALUE);
        edge.request(bind());
        List<Long> looks = new ArrayList<>();
        long now = at(0);
        while (!edge.isInDoubt(now)) {
            edge.due(now);
            looks.add(edge.idleNs(now) / 1_000_000);
            now += edge.idleNs(now);
        }

        assertThat(looks).containsExactly(200L, 200L, 400L, 800L, 1_600L);
    }

    @Test
    void whoLooksLateSendsOnce_andIsPatientFromThen() {
        edge.request(bind());
        assertThat(edge.due(at(0))).hasSize(1);

        assertThat(edge.due(at(60_000))).hasSize(1);
        assertThat(edge.due(at(60_001))).isEmpty();
        assertThat(edge.isInDoubt(at(61_599))).isFalse();
        assertThat(edge.isInDoubt(at(61_600))).isTrue();
    }

    @Test
    void anAnswerEndsTheRepetition_andNamesItsRequest() {
        long id = edge.request(bind()).orElseThrow();
        Control request = edge.due(at(0)).getFirst();

        Control answer = supernode.answer(fresh(supernode.onMessage(request)), bound());

        assertThat(request.getId()).isEqualTo(id);
        assertThat(answer.getAck()).isEqualTo(id);
        assertThat(edge.onMessage(answer)).isEqualTo(new Received.Answered(request, answer));
        assertThat(edge.due(at(200))).isEmpty();
        assertThat(edge.isWaiting()).isFalse();
        assertThat(edge.isInDoubt(at(9_999))).isFalse();
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer_andIsDoneOnce() {
        edge.request(bind());
        Control request = edge.due(at(0)).getFirst();
        Control lost = supernode.answer(fresh(supernode.onMessage(request)), bound());

        Control again = edge.due(at(200)).getFirst();

        assertThat(again).isEqualTo(request);
        assertThat(supernode.onMessage(again)).isEqualTo(new Received.Repeat(lost));
        assertThat(edge.onMessage(lost)).isInstanceOf(Received.Answered.class);
        assertThat(edge.onMessage(lost)).as("a second copy").isInstanceOf(Received.Ignored.class);
    }

    @Test
    void aBareAcknowledgementIsRepeatedToo() {
        edge.request(Control.newBuilder().setLookup(Lookup.getDefaultInstance()));
        Control lookup = edge.due(at(0)).getFirst();
        Control ack = supernode.acknowledge(fresh(supernode.onMessage(lookup)));

        assertThat(ack.getKindCase()).isEqualTo(Control.KindCase.KIND_NOT_SET);
        assertThat(supernode.onMessage(lookup)).isEqualTo(new Received.Repeat(ack));
        assertThat(edge.onMessage(ack)).isEqualTo(new Received.Answered(lookup, ack));
    }

    @Test
    void whatIsNotAnsweredYet_isNotDoneAgain() {
        edge.request(bind());
        Control request = edge.due(at(0)).getFirst();
        fresh(supernode.onMessage(request));

        assertThat(supernode.onMessage(request)).isInstanceOf(Received.Ignored.class);
    }

    @Test
    void orderDoesNotMatter() {
        for (int i = 0; i < 5; i++) {
            edge.request(bind());
        }
        List<Control> sent = edge.due(at(0)).reversed();

        assertThat(sent).hasSize(5);
        for (Control request : sent) {
            Control answer = supernode.answer(fresh(supernode.onMessage(request)), bound());
            assertThat(edge.onMessage(answer)).isEqualTo(new Received.Answered(request, answer));
        }
    }

    @Test
    void afterANewHandshake_theSameMessagesGoOn() {
        edge.request(bind());
        Control request = edge.due(at(0)).getFirst();
        edge.due(at(1_600));
        assertThat(edge.isInDoubt(at(3_200))).isTrue();

        edge.restart();

        assertThat(edge.isInDoubt(at(3_300))).isFalse();
        assertThat(edge.due(at(3_300))).containsExactly(request);
        assertThat(edge.due(at(3_499))).isEmpty();
        assertThat(edge.due(at(3_500))).containsExactly(request);
    }

    @Test
    void givesUpOrWithdrawsWhatIsAskedTo() {
        long first = edge.request(bind()).orElseThrow();
        long second = edge.request(bind()).orElseThrow();

        edge.cancel(first);

        assertThat(edge.clear()).extracting(Control::getId).containsExactly(second);
        assertThat(edge.due(at(0))).isEmpty();
    }

    @Test
    void theQueueIsBounded_andNothingPassesTheRemotesMemory() {
        for (int i = 0; i < Limits.CONTROL_QUEUE; i++) {
            assertThat(edge.request(bind())).isPresent();
        }
        assertThat(edge.request(bind())).isEmpty();

        List<Control> window = edge.due(at(0));
        assertThat(window).hasSize(Limits.CONTROL_WINDOW);
        edge.onMessage(ack(window.get(1)));
        assertThat(edge.due(at(1))).as("the oldest still waits").isEmpty();
        edge.onMessage(ack(window.get(0)));
        assertThat(edge.due(at(2))).as("two more").hasSize(2);
    }

    @Test
    void theOldestUnansweredMessageIsAlwaysRemembered() {
        for (int i = 0; i < Limits.CONTROL_WINDOW * 3; i++) {
            edge.request(bind());
        }
        List<Control> sent = edge.due(at(0));
        Control answer = supernode.answer(fresh(supernode.onMessage(sent.getFirst())), bound());
        for (Control other : sent.subList(1, sent.size())) {
            edge.onMessage(supernode.acknowledge(fresh(supernode.onMessage(other))));
        }

        Control repeated = edge.due(at(200)).getFirst();

        assertThat(supernode.onMessage(repeated)).isEqualTo(new Received.Repeat(answer));
    }

    @Test
    void messagesThatAreTooLargeAreNotQueued() {
        Control.Builder large =
                Control.newBuilder().setRegister(Register.newBuilder().setRecord(ByteString.copyFrom(new byte[1_200])));

        assertThatIllegalArgumentException().isThrownBy(() -> edge.request(large));
        assertThat(edge.isWaiting()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> supernode.answer(Control.newBuilder().setId(1).build(), large));
    }

    @Test
    void replacedMessageIsNotRepeated_theNewOneIsSentUnderAnotherId() {
        long former = edge.request(bind()).orElseThrow();
        edge.due(at(0));
        long next = edge.replace(former, bind()).orElseThrow();

        assertThat(edge.waiting()).isEqualTo(1);
        assertThat(edge.due(at(50))).extracting(Control::getId).containsExactly(next);
        assertThat(edge.due(at(250))).extracting(Control::getId).containsExactly(next);
        assertThat(edge.onMessage(Control.newBuilder().setAck(former).build())).isInstanceOf(Received.Ignored.class);
        assertThat(edge.onMessage(Control.newBuilder().setAck(next).build())).isInstanceOf(Received.Answered.class);
        edge.replace(next, bind());
        assertThat(edge.waiting()).as("one that does not wait any more").isEqualTo(1);
    }

    @Test
    void whoIsSilentIsInDoubt_howeverOftenMessagesAreReplaced() {
        long id = edge.request(bind()).orElseThrow();
        for (int ms = 0; ms < 3_200; ms += 100) {
            edge.due(at(ms));
            assertThat(edge.isInDoubt(at(ms))).as("at %d ms", ms).isFalse();
            id = edge.replace(id, bind()).orElseThrow();
        }
        assertThat(edge.idleNs(at(3_200))).isZero();
        edge.due(at(3_199));
        assertThat(edge.idleNs(at(3_199))).isEqualTo(MILLISECONDS.toNanos(1));
        assertThat(edge.isInDoubt(at(3_200))).isTrue();

        edge.restart();
        assertThat(edge.isInDoubt(at(3_200))).isFalse();
    }

    @Test
    void whoAcknowledgesAnything_isNotInDoubtForWhatWasReplaced() {
        long id = edge.request(bind()).orElseThrow();
        edge.due(at(0));
        edge.replace(id, bind());
        edge.due(at(3_100));
        edge.onMessage(Control.newBuilder().setAck(id).build());

        assertThat(edge.isInDoubt(at(3_200))).isFalse();
    }

    @Test
    void kindsOfLaterVersionsAreAcknowledged_elseTheirSenderWouldDoubtTheSession()
            throws InvalidProtocolBufferException {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.EMPTY)
                                .build())
                .build();
        Control unknown = Control.parseFrom(
                Control.newBuilder().setId(9).setUnknownFields(later).build().toByteArray());

        Control expected = Control.newBuilder().setAck(9).build();
        assertThat(supernode.onMessage(unknown)).isEqualTo(new Received.Unknown(expected));
        assertThat(supernode.onMessage(unknown)).isEqualTo(new Received.Repeat(expected));
    }

    @Test
    void whatHasNoNumber_orAnswersNothing_isIgnored() {
        assertThat(edge.onMessage(bind().build())).isInstanceOf(Received.Ignored.class);
        assertThat(edge.onMessage(Control.newBuilder().setAck(77).build())).isInstanceOf(Received.Ignored.class);
    }

    /** 30 % loss each way: each message is done at most once, and ends as answered or in doubt. */
    @Test
    void underLossEveryMessageIsAnsweredOrInDoubt_andDoneOnce() {
        Random random = new Random(30);
        int inDoubt = 0;
        int done = 0;
        int asked = 2_000;
        for (int i = 0; i < asked; i++) {
            edge.request(bind());
            int ms = 0;
            while (edge.isWaiting() && !edge.isInDoubt(at(ms))) {
                for (Control sent : edge.due(at(ms))) {
                    if (random.nextInt(10) >= 3) {
                        Received received = supernode.onMessage(sent);
                        if (received instanceof Received.Fresh) {
                            done++;
                        }
                        Control answer = answerTo(received);
                        if (random.nextInt(10) >= 3) {
                            edge.onMessage(answer);
                        }
                    }
                }
                ms += 25;
                assertThat(ms).isLessThanOrEqualTo(3_225);
            }
            if (edge.isWaiting()) {
                inDoubt++;
                edge.clear();
            }
        }

        // 0.51^5 = 3.5 % in doubt; 0.3^5 = 0.2 % never arrived.
        assertThat(inDoubt).isBetween(asked / 50, asked / 20);
        assertThat(done).isBetween(asked - asked / 100, asked);
    }

    private Control answerTo(Received received) {
        return switch (received) {
            case Received.Fresh(Control message) -> supernode.answer(message, bound());
            case Received.Repeat(Control answer) -> answer;
            case Received.Answered _, Received.Unknown _, Received.Ignored _ ->
                throw new AssertionError("not for a request: " + received);
        };
    }

    private static Control fresh(Received received) {
        assertThat(received).isInstanceOf(Received.Fresh.class);
        return ((Received.Fresh) received).message();
    }

    private static Control ack(Control message) {
        return Control.newBuilder().setAck(message.getId()).build();
    }

    private static Control.Builder bind() {
        return Control.newBuilder().setRelayBind(RelayBind.getDefaultInstance());
    }

    private static Control.Builder bound() {
        return Control.newBuilder().setRelayBound(RelayBound.getDefaultInstance());
    }

    private static long at(int ms) {
        return START + MILLISECONDS.toNanos(ms);
    }
}
