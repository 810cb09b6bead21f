package dev.culvert.edge.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.RelayBound;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.testkit.LinkBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each state of a link, and each way from one to the next, as its drawing has them. */
class SupernodeLinkTest {
    private final LinkBench bench = new LinkBench();
    private final SupernodeLink link = bench.link;

    private int registers() {
        return (int) bench.said.stream().filter(Control::hasRegister).count();
    }

    private boolean greets() {
        return bench.port.takeSent().stream().anyMatch(sent -> sent.bytes().length == CulvertLayout.HELLO_BYTES);
    }

    // -- the way in --------------------------------------------------------------------------------------------------

    @Test
    void nameHelloHandshakeRegisterRegistered() {
        link.start();
        assertThat(bench.resolved).isEqualTo(1);
        bench.found();
        bench.answerHello();
        assertThat(registers()).isEqualTo(1);
        assertThat(bench.remembered).isNotNull();
        assertThat(link.state()).isEqualTo(SupernodeState.CONNECTING);
        assertThat(link.token()).isEmpty();

        bench.answer(LinkBench.registered());

        assertThat(bench.states).containsExactly(SupernodeState.REGISTERED);
        assertThat(link.token()).hasValue(LinkBench.TOKEN);
        assertThat(link.heldNs(bench.nowNs)).isEqualTo(Duration.ofSeconds(7).toNanos());
    }

    @Test
    void nameThatLeadsNowhereIsUnreachable() {
        link.start();
        link.onNoEndpoint("no such host");
        assertThat(link.state()).isEqualTo(SupernodeState.UNREACHABLE);
        assertThat(link.words()).isEqualTo("no such host");
        bench.found();
        assertThat(greets()).isTrue();
    }

    @Test
    void helloIsRepeatedAndGivenUpAfter15s() {
        link.start();
        bench.found();
        bench.pass(Duration.ofMillis(14_900));
        assertThat(bench.port.takeSent()).hasSize(7); // 0, 0.25, 0.75, 1.75, 3.75, 8.75, 13.75 s, and their jitter
        assertThat(bench.resolved).isEqualTo(1);
        bench.pass(Duration.ofMillis(200));
        assertThat(bench.resolved).isEqualTo(2);
        assertThat(link.state()).isEqualTo(SupernodeState.UNREACHABLE);
    }

    @Test
    void handshakeThatIsGivenUpBeginsFromTheName() {
        bench.handshakesAnswered = false;
        bench.toRegistering();
        bench.pass(Duration.ofSeconds(22)); // when the first resend after 15 s would be due
        assertThat(bench.resolved).isEqualTo(2);
        assertThat(link.state()).isEqualTo(SupernodeState.UNREACHABLE);
        assertThat(registers()).isZero();
    }

    @Test
    void anotherKeyIsRefusedUntilItIsTrusted() {
        byte[] other = new byte[32];
        Arrays.fill(other, (byte) 7);
        bench.remembered = PublicKey.of(other);
        bench.toRegistering();
        assertThat(link.state()).isEqualTo(SupernodeState.REFUSED);
        assertThat(registers()).isZero();

        bench.remembered = null;
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.resolved).as("which reads the remembered keys again").isEqualTo(2);
        bench.found();
        bench.answerHello();
        assertThat(registers()).isEqualTo(1);
    }

    @Test
    void replyToAnotherHelloIsDropped() {
        link.start();
        bench.found();
        byte[] hello = bench.lastOf(CulvertLayout.HELLO_BYTES);
        hello[CulvertLayout.HELLO_NONCE]++;
        link.onHelloReply(CulvertLayout.helloReply(hello, 0, new byte[32], LinkBench.SEEN, new byte[16]), bench.nowNs);
        assertThat(bench.counters.value(CounterId.DROP_STRAY_REPLY)).isEqualTo(1);
    }

    // -- answers to Register -----------------------------------------------------------------------------------------

    @Test
    void refusedIsTriedAgainAfter1And2And4And8And16ThenEach32s() {
        bench.toRegistering();
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            bench.answer(LinkBench.refused());
            assertThat(link.state()).isEqualTo(SupernodeState.REFUSED);
            bench.port.takeSent();
            long sinceNs = bench.nowNs;
            while (!greets()) {
                bench.pass(Duration.ofMillis(25));
            }
            delays.add(Duration.ofNanos(bench.nowNs - sinceNs).toSeconds());
            bench.nowNs += 1;
            link.onHint(new byte[CulvertLayout.HINT_BYTES], bench.nowNs); // a stray one changes nothing
            bench.pass(Duration.ofMillis(300));
            bench.answerHello();
        }
        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 32L, 32L);
        assertThat(bench.states).containsExactly(SupernodeState.REFUSED);
    }

    @Test
    void whatAnotherHoldsIsTriedAgainEach32s() {
        bench.refusal = new Consequence.Seldom("address-taken: by another");
        bench.toRegistering();
        bench.answer(LinkBench.refused());
        bench.port.takeSent();
        bench.pass(Duration.ofMillis(31_900));
        assertThat(greets()).isFalse();
        assertThat(link.words()).startsWith("address-taken");
        bench.pass(Duration.ofMillis(200));
        assertThat(greets()).isTrue();
    }

    @Test
    void refusalAndOfferThatHaveAChanceAreFollowedAtOnce() {
        bench.refusal = new Consequence.Again();
        bench.toRegistering();
        bench.answer(LinkBench.refused());
        assertThat(registers()).isEqualTo(2);
        bench.answer(Control.newBuilder().setOffered(Offered.getDefaultInstance()));
        assertThat(registers()).isEqualTo(3);
    }

    @Test
    void unansweredRegistrationIsRepeatedThenTheSessionIsMadeAnew() {
        bench.toRegistering();
        bench.pass(Duration.ofMillis(3_150));
        assertThat(registers()).isEqualTo(5);
        bench.port.takeSent();
        bench.pass(Duration.ofMillis(1_200)); // patience until 3.2 s, then 1 s
        assertThat(greets()).isTrue();
    }

    // -- a member ----------------------------------------------------------------------------------------------------

    @Test
    void unansweredKeepsAreTheEndOfIt() {
        bench.toRegistered();
        bench.port.takeSent();
        bench.pass(Duration.ofMillis(28_400));
        assertThat(link.state()).isEqualTo(SupernodeState.REGISTERED);
        bench.pass(Duration.ofMillis(200));
        assertThat(link.state()).isEqualTo(SupernodeState.UNREACHABLE);
        assertThat(bench.resolved).isEqualTo(2);
    }

    @Test
    void lostLinkGreetsWhereItWas_andWhereItsNameLeadsMeanwhile() {
        Endpoint elsewhere = new Endpoint(IpAddress.parse("203.0.113.99"), 7_654);
        bench.toRegistered();
        bench.pass(Duration.ofMillis(28_400));
        bench.port.takeSent();
        bench.pass(Duration.ofMillis(200));
        assertThat(bench.port.takeSent().getLast().remote()).isEqualTo(LinkBench.PLACE);

        bench.found();
        assertThat(greets()).as("it leads where it led").isFalse();
        link.onEndpoint(Path.direct(bench.port, elsewhere, null), bench.nowNs);
        assertThat(bench.port.takeSent().getLast().remote()).isEqualTo(elsewhere);
    }

    @Test
    void nameThatLeadsElsewhereIsIgnoredWhileTheSupernodeAnswersWhereItIs() {
        bench.toRegistered();
        Endpoint elsewhere = new Endpoint(IpAddress.parse("203.0.113.99"), 7_654);
        link.onEndpoint(Path.direct(bench.port, elsewhere, null), bench.nowNs);
        assertThat(Objects.requireNonNull(link.path()).remote()).isEqualTo(LinkBench.PLACE);
        assertThat(link.state()).isEqualTo(SupernodeState.REGISTERED);
    }

    @Test
    void anotherEndpointInAKeepReplyIsOnlyASuspicion() {
        bench.toRegistered();
        bench.pass(Duration.ofSeconds(20));
        Endpoint elsewhere = new Endpoint(IpAddress.parse("198.51.100.99"), 1);
        link.onKeepReply(CulvertLayout.keepReply(bench.lastOf(CulvertLayout.KEEP_BYTES), 0, elsewhere), bench.nowNs);
        assertThat(bench.said.getLast().hasRelayBind()).isTrue();
        assertThat(link.observed()).isNotEqualTo(elsewhere);
        assertThat(link.rttNs()).hasValue(0);
    }

    /** Else a change of it that is met by a new HELLO would be no news any more when the session tells it. */
    @Test
    void endpointInAHelloReplyIsNotBelieved_thatInTheSessionIs() {
        bench.toRegistering();
        assertThat(link.observed()).isEmpty();
        Control.Builder registered = LinkBench.registered();
        registered.getRegisteredBuilder().setObserved(ControlMessages.endpoint(LinkBench.SEEN));
        bench.answer(registered);
        assertThat(link.observed()).contains(LinkBench.SEEN);
        assertThat(bench.observations).isEqualTo(1);
    }

    @Test
    void anotherEndpointInTheSession_isAMove_theFirstIsNone() {
        bench.toRegistered();
        for (int port = 1; port <= 3; port++) {
            Endpoint elsewhere = new Endpoint(IpAddress.parse("198.51.100.99"), port);
            link.onNetworkChange(bench.nowNs);
            bench.answer(Control.newBuilder()
                    .setRelayBound(RelayBound.newBuilder().setObserved(ControlMessages.endpoint(elsewhere))));
            assertThat(link.observed()).contains(elsewhere);
            assertThat(bench.moves).isEqualTo(port - 1);
            bench.pass(Duration.ofSeconds(2));
        }
    }

    @Test
    void whoIsNotRegisteredRegisters() {
        bench.toRegistered();
        link.request(Control.newBuilder().setLookup(Lookup.getDefaultInstance()), bench.nowNs);
        bench.answer(Control.newBuilder().setRefused(Refused.newBuilder().setReason(Reason.REASON_NOT_REGISTERED)));
        assertThat(registers()).isEqualTo(2);
    }

    // -- hints -------------------------------------------------------------------------------------------------------

    @Test
    void hintWithinASecondOfTheRegistrationConcernsTheTimeBefore() {
        bench.toRegistered();
        bench.relaying = true;
        bench.port.takeSent();
        bench.pass(Duration.ofMillis(975));
        link.onHint(bench.hint(), bench.nowNs);
        assertThat(greets()).isFalse();
        assertThat(link.state()).isEqualTo(SupernodeState.REGISTERED);
        assertThat(bench.counters.value(CounterId.DROP_STRAY_HINT)).isEqualTo(1);
    }

    @Test
    void hintMakesItAnew_atOnceWhileRelaying_onceASecond() {
        bench.toRegistered();
        bench.relaying = true;
        bench.pass(Duration.ofSeconds(1));
        bench.port.takeSent();
        link.onHint(bench.hint(), bench.nowNs);
        link.onHint(bench.hint(), bench.nowNs);
        assertThat(bench.port.takeSent()).hasSize(1);
        assertThat(bench.counters.value(CounterId.DROP_STRAY_HINT)).isEqualTo(1);
        assertThat(link.token()).as("nothing is torn down").isPresent();
    }

    @Test
    void idleEdgeComesBackWithinASecondOfAHint() {
        bench.toRegistered();
        bench.pass(Duration.ofSeconds(1));
        bench.port.takeSent();
        link.onHint(bench.hint(), bench.nowNs);
        bench.pass(Duration.ofMillis(1_025));
        assertThat(greets()).isTrue();
    }

    @Test
    void hintEndsTheWaitingOfARefusedEdge_andLaterOnesDoNotPutItOff() {
        bench.toRegistered();
        bench.refusal = new Consequence.Seldom("taken");
        link.announce(bench.nowNs);
        bench.answer(LinkBench.refused());
        bench.pass(Duration.ofSeconds(2));
        bench.port.takeSent();
        link.onHint(bench.hint(), bench.nowNs);
        bench.pass(Duration.ofMillis(1_025));
        assertThat(greets()).isTrue();
    }

    @Test
    void hintEndsTheWaitingForTheName() {
        byte[] other = new byte[32];
        Arrays.fill(other, (byte) 7);
        bench.toRegistered();
        bench.relaying = true;
        bench.pass(Duration.ofSeconds(1));
        link.onHint(bench.hint(), bench.nowNs);
        bench.answerHello(PublicKey.of(other));
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.resolved).isEqualTo(2);
        bench.port.takeSent();

        link.onHint(bench.hint(), bench.nowNs);

        assertThat(greets()).isTrue();
    }

    @Test
    void forgedHintIsDropped() {
        bench.toRegistered();
        bench.pass(Duration.ofSeconds(2));
        link.onHint(CulvertLayout.hint(CulvertLayout.keep(0, LinkBench.TOKEN + 1), 0), bench.nowNs);
        assertThat(link.state()).isEqualTo(SupernodeState.REGISTERED);
        assertThat(bench.counters.value(CounterId.DROP_STRAY_HINT)).isEqualTo(1);
    }

    // -- leaving -----------------------------------------------------------------------------------------------------

    @Test
    void withdrawnLinkSaysSo_andComesBackOnlyWhenTold() {
        bench.toRegistered();
        link.withdraw("address-taken: elsewhere", bench.nowNs);
        assertThat(bench.said.getLast().hasUnregister()).isTrue();
        assertThat(link.state()).isEqualTo(SupernodeState.REFUSED);
        bench.port.takeSent();
        bench.pass(Duration.ofMinutes(5));
        link.onHint(bench.hint(), bench.nowNs);
        assertThat(greets()).isFalse();

        link.resume(bench.nowNs);
        assertThat(greets()).isTrue();
    }

    @Test
    void stoppedEdgeUnregistersUntilItIsHeard() {
        bench.toRegistered();
        link.stop(bench.nowNs);
        bench.pass(Duration.ofMillis(500));
        assertThat(bench.said.stream().filter(Control::hasUnregister)).hasSize(3); // 0, 0.2, 0.4 s
        assertThat(link.isLeaving()).isTrue();

        bench.answer(Control.newBuilder());

        assertThat(link.isLeaving()).isFalse();
    }

    @Test
    void edgeThatNeverRegisteredHasNothingToSay() {
        bench.toRegistering();
        link.stop(bench.nowNs);
        assertThat(link.isLeaving()).isFalse();
        assertThat(bench.said.stream().filter(Control::hasUnregister)).isEmpty();
    }

    @Test
    void farewellThatNobodyHearsEnds() {
        bench.toRegistered();
        link.withdraw("address-taken: elsewhere", bench.nowNs);
        assertThat(link.isBusy()).isTrue();
        bench.pass(Duration.ofSeconds(4));
        assertThat(link.isBusy()).isFalse();
    }
}
