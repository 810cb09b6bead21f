package dev.culvert.edge.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.edge.testkit.FakePort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StunClientTest {
    private static final Endpoint SERVER = endpoint("198.51.100.1", 7_654);
    private static final Endpoint OTHER = endpoint("198.51.100.9", 3_478);
    private static final Endpoint MAPPED = endpoint("203.0.113.1", 40_000);
    private static final long START_NS = Duration.ofDays(1).toNanos();

    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final StunClient client = new StunClient(new Random(1), counters);
    private final FakePort port = new FakePort();
    private final List<Optional<StunAnswer>> answers = new ArrayList<>();

    @Test
    void answer_saysAllThatTheServerSaid() {
        ask(StunOptions.USUAL);
        StunResponder server = new StunResponder(new StunResponder.Alternate(SERVER, OTHER), false);
        deliver(answer(server, onlyRequest()), SERVER, port, ms(40));
        StunAnswer answer = answers.getFirst().orElseThrow();
        assertThat(answer)
                .isEqualTo(new StunAnswer(
                        SERVER,
                        port,
                        MAPPED,
                        SERVER,
                        Optional.of(OTHER),
                        START_NS,
                        Duration.ofMillis(40).toNanos()));
        assertThat(client.isBusy()).isFalse();
    }

    @Test
    void silentServer_isAskedAgain_andGivenUpIn3Seconds() {
        ask(StunOptions.USUAL);
        Set<String> ids = new HashSet<>();
        List<Long> sentMs = new ArrayList<>();
        for (long ms = 0; ms <= 3_000 && answers.isEmpty(); ms += 25) {
            client.onTick(ms(ms));
            for (FakePort.Sent sent : port.takeSent()) {
                sentMs.add(ms);
                ids.add(new String(sent.bytes(), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(sentMs).containsExactly(0L, 200L, 400L, 800L, 1_600L);
        assertThat(ids).as("each a transaction of its own").hasSize(5);
        assertThat(answers).containsExactly(Optional.empty());
        assertThat(client.isBusy()).isFalse();
    }

    @Test
    void roundTrip_isThatOfTheRequestThatWasAnswered() {
        ask(StunOptions.USUAL);
        byte[] lost = onlyRequest();
        client.onTick(ms(200));
        deliver(answer(onlyRequest()), SERVER, port, ms(230));
        assertThat(answers.getFirst().orElseThrow().rttNs())
                .isEqualTo(Duration.ofMillis(30).toNanos());
        deliver(answer(lost), SERVER, port, ms(231));
        assertThat(answers).hasSize(1);
        assertThat(counters.snapshot()).containsEntry(CounterId.DROP_STRAY_REPLY, 1L);
    }

    @Test
    void lateTick_sendsOnce() {
        ask(StunOptions.USUAL);
        port.takeSent();
        client.onTick(ms(900));
        assertThat(port.takeSent()).hasSize(1);
    }

    @Test
    void answersFromElsewhere_atAnotherPort_orUnderAnotherId_doNotCount() {
        ask(StunOptions.USUAL);
        byte[] answer = answer(onlyRequest());
        deliver(answer, OTHER, port, ms(1));
        deliver(answer, endpoint("198.51.100.1", 3_478), port, ms(1));
        deliver(answer, SERVER, new FakePort(), ms(1));
        byte[] guessed = answer.clone();
        guessed[19] ^= 1;
        deliver(guessed, SERVER, port, ms(1));
        deliver(new byte[] {1, 1, 0, 0}, SERVER, port, ms(1));
        assertThat(answers).isEmpty();
        assertThat(counters.snapshot()).containsEntry(CounterId.DROP_STRAY_REPLY, 5L);
        deliver(answer, SERVER, port, ms(2));
        assertThat(answers.getFirst()).isPresent();
    }

    @Test
    void changedAddress_isWaitedForFromAnotherAddress() {
        ask(StunOptions.USUAL.changing(true, true));
        byte[] request = onlyRequest();
        assertThat(request).hasSize(28);
        byte[] plain = Arrays.copyOf(request, 20); // the responder of these tests cannot do what is left out
        plain[3] = 0;
        byte[] answer = answer(plain);
        deliver(answer, endpoint("198.51.100.9", 7_654), port, ms(1));
        assertThat(answers).isEmpty();
        deliver(answer, OTHER, port, ms(1));
        assertThat(answers.getFirst().orElseThrow().source()).isEqualTo(OTHER);
    }

    @Test
    void changeThatIsIgnored_isARefusal() {
        List<StunOutcome> outcomes = new ArrayList<>();
        client.ask(
                port,
                SERVER,
                StunOptions.USUAL.changing(false, true),
                (outcome, nowNs) -> outcomes.add(outcome),
                START_NS);
        byte[] request = onlyRequest();
        request[3] = 0;
        deliver(answer(Arrays.copyOf(request, 20)), SERVER, port, ms(1));
        assertThat(outcomes).containsExactly(new StunOutcome.Refused());
    }

    @Test
    void refusal_endsIt() {
        List<StunOutcome> outcomes = new ArrayList<>();
        client.ask(
                port,
                SERVER,
                StunOptions.USUAL.changing(true, false),
                (outcome, nowNs) -> outcomes.add(outcome),
                START_NS);
        deliver(answer(onlyRequest()), SERVER, port, ms(1));
        assertThat(outcomes).containsExactly(new StunOutcome.Refused());
    }

    @Test
    void whatOneSendsToOneself_isKnownWhereItArrives() {
        FakePort at = new FakePort();
        List<StunOutcome> outcomes = new ArrayList<>();
        client.sendToOneself(port, MAPPED, at, StunOptions.USUAL, (outcome, nowNs) -> outcomes.add(outcome), START_NS);
        byte[] message = onlyRequest();
        deliver(message, MAPPED, port, ms(1));
        assertThat(outcomes).isEmpty();
        deliver(message, MAPPED, at, ms(1));
        assertThat(outcomes).containsExactly(new StunOutcome.Arrived(MAPPED));
    }

    @Test
    void forgottenPort_isNotHeardOfAgain() {
        ask(StunOptions.USUAL);
        byte[] answer = answer(onlyRequest());
        client.forget(port);
        deliver(answer, SERVER, port, ms(1));
        client.onTick(ms(5_000));
        assertThat(answers).isEmpty();
        assertThat(client.isBusy()).isFalse();
    }

    @Test
    void whoIsTold_mayAskAnew() {
        client.request(port, SERVER, StunOptions.USUAL, answer -> ask(StunOptions.USUAL), START_NS);
        client.onTick(ms(3_000));
        assertThat(client.isBusy()).isTrue();
        assertThat(port.takeSent()).hasSize(2);
    }

    @Test
    void whatCannotBeSent_isCounted_andTriedAgain() {
        port.answerWith(SendResult.FAILED);
        ask(StunOptions.USUAL);
        assertThat(counters.snapshot()).containsEntry(CounterId.DROP_SEND_FAILED, 1L);
        port.answerWith(SendResult.SENT);
        client.onTick(ms(200));
        assertThat(port.takeSent()).hasSize(1);
    }

    private void ask(StunOptions options) {
        client.request(port, SERVER, options, answers::add, START_NS);
    }

    private byte[] onlyRequest() {
        List<FakePort.Sent> sent = port.takeSent();
        assertThat(sent).hasSize(1);
        return sent.getFirst().bytes();
    }

    private static byte[] answer(byte[] request) {
        return answer(new StunResponder(null, false), request);
    }

    private static byte[] answer(StunResponder server, byte[] request) {
        return Objects.requireNonNull(server.respond(request, 0, request.length, MAPPED))
                .message();
    }

    private void deliver(byte[] message, Endpoint from, UdpPort at, long nowNs) {
        client.onMessage(message, Path.direct(at, from, null), nowNs);
    }

    private static long ms(long afterStart) {
        return START_NS + Duration.ofMillis(afterStart).toNanos();
    }

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
