package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.testkit.SimulatedEdge;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the worker forwards and refuses, floods, and what a restart leaves. */
class RelayAndRestartTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive("mynet", "culvert-test-secret");
    private static final Endpoint ELSEWHERE = new Endpoint(IpAddress.parse("192.0.2.240"), 4_000);
    private static final int FLOOD = 100_000;

    private SimulatedSupernode supernode = new SimulatedSupernode();
    private SimulatedEdge one = new SimulatedEdge(supernode, 1, COMMUNITY);
    private SimulatedEdge two = new SimulatedEdge(supernode, 2, COMMUNITY);
    private long tokenOne;
    private long tokenTwo;
    private int id;

    @Test
    void datagram_isForwarded_withTheReceiversToken() {
        meet();
        byte[] datagram = relay(id, tokenOne, 100);
        one.send(datagram);
        byte[] expected = datagram.clone();
        MessageLayout.writeLong(expected, CulvertLayout.RELAY_TOKEN, tokenTwo);
        assertThat(two.relayed).containsExactly(expected);
        two.send(relay(id ^ 1, tokenTwo, 60));
        assertThat(one.relayed).hasSize(1);
        assertThat(supernode.core().relays(supernode.nowNs())).singleElement().satisfies(relay -> {
            assertThat(relay.packets()).isEqualTo(2);
            assertThat(relay.bytes()).isEqualTo(160);
        });
    }

    @Test
    void wrongToken_wrongDirection_wrongId_andWrongSource_areRefusedWithAHint() {
        meet();
        one.send(relay(id, tokenTwo, 60));
        one.send(relay(id, 0, 60));
        one.send(relay(id ^ 1, tokenOne, 60));
        one.send(relay(id + 2, tokenOne, 60));
        one.send(relay(0, tokenOne, 60));
        one.send(relay(1, tokenOne, 60));
        assertThat(two.relayed).isEmpty();
        assertThat(one.hints).hasSize(6).allMatch(hint -> hint.length == CulvertLayout.HINT_BYTES);
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_REFUSED)).isEqualTo(3);
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_UNKNOWN)).isEqualTo(3);

        one.moveTo(ELSEWHERE);
        one.hints.clear();
        byte[] right = relay(id, tokenOne, 60);
        one.send(right);
        assertThat(two.relayed).isEmpty();
        assertThat(one.hints)
                .singleElement()
                .satisfies(hint -> assertThat(hint).endsWith(Arrays.copyOf(right, CulvertLayout.HINT_ECHO_BYTES)));
        one.bind();
        one.send(right);
        assertThat(two.relayed).hasSize(1);
    }

    @Test
    void laterSegmentsOfASuperBuffer_areJudgedAlone() {
        meet();
        SimulatedEdge three = new SimulatedEdge(supernode, 3, COMMUNITY);
        SimulatedEdge four = new SimulatedEdge(supernode, 4, COMMUNITY);
        three.join();
        four.join();
        three.lookup(four.address());
        int others = three.takePushes().getFirst().getIntroduce().getRelayId();
        byte[] buffer = new byte[3 * 80 + 40];
        System.arraycopy(relay(id, tokenOne, 80), 0, buffer, 0, 80);
        System.arraycopy(relay(others, tokenOne, 80), 0, buffer, 80, 80);
        System.arraycopy(relay(id, tokenOne, 80), 0, buffer, 160, 80);
        System.arraycopy(relay(id, tokenOne, 40), 0, buffer, 240, 40);
        supernode.receive(one.endpoint(), buffer, 80);
        supernode.settle();
        assertThat(two.relayed).extracting(datagram -> datagram.length).containsExactly(80, 80, 40);
        assertThat(four.relayed).isEmpty();
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_REFUSED)).isEqualTo(1);
    }

    @Test
    void bandwidthCaps_dropWhatIsMore() {
        for (boolean ofPair : new boolean[] {true, false}) {
            supernode = new SimulatedSupernode(SimulatedSupernode.config(
                    new SupernodeLimits(10, 10, 10, 10, 10, ofPair ? 80_000 : 0, ofPair ? 0 : 80_000)));
            one = new SimulatedEdge(supernode, 1, COMMUNITY);
            two = new SimulatedEdge(supernode, 2, COMMUNITY);
            meet();
            for (int i = 0; i < 20; i++) {
                one.send(relay(id, tokenOne, 1_000));
            }
            assertThat(two.relayed).hasSize(10);
            assertThat(supernode.counters.value(
                            ofPair ? CounterId.DROP_RELAY_PAIR_RATE : CounterId.DROP_RELAY_COMMUNITY_RATE))
                    .isEqualTo(10);
            supernode.jump(Duration.ofMillis(500));
            for (int i = 0; i < 20; i++) {
                one.send(relay(id, tokenOne, 1_000));
            }
            assertThat(two.relayed).hasSize(15);
        }
    }

    @Test
    void keep_fromElsewhere_saysWhere_butIsNoPresence() {
        meet();
        Endpoint before = one.endpoint();
        one.moveTo(ELSEWHERE);
        for (int i = 0; i < 4; i++) {
            supernode.pass(Duration.ofSeconds(16));
            one.keep(tokenOne);
        }
        assertThat(one.keepReplies).hasSizeGreaterThanOrEqualTo(3).allSatisfy(reply -> {
            assertThat(reply).hasSize(CulvertLayout.KEEP_BYTES);
            assertThat(CulvertLayout.readEndpoint(reply, CulvertLayout.KEEP_SOURCE))
                    .isEqualTo(ELSEWHERE)
                    .isNotEqualTo(before);
        });
        assertThat(supernode.edges()).noneMatch(edge -> edge.present());
        one.keep(tokenOne);
        assertThat(one.hints).as("its token is gone").isNotEmpty();
    }

    @Test
    void hints_areLimitedForASource() {
        for (int i = 0; i < 100; i++) {
            one.send(CulvertLayout.keep(i, i));
        }
        assertThat(one.hints).hasSize(10);
        assertThat(supernode.counters.value(CounterId.HINTS_WITHHELD)).isEqualTo(90);
    }

    @Test
    void dataForNoSession_drawsAHint() {
        byte[] data = new byte[64];
        MessageLayout.writeDataHeader(data, 0, 0, 4711, 5);
        one.send(data);
        assertThat(one.hints).hasSize(1);
    }

    @Test
    void floodOfHellosAndInitiationsFromEverywhere_leavesNothing_andIsNoAmplifier() {
        one.connect();
        byte[] hello = CulvertLayout.hello(new byte[16]);
        byte[] initiation = one.initiation();
        byte[] keep = CulvertLayout.keep(1, 2);
        byte[] relay = relay(6, 5, 60);
        byte[] register = one.sealed(Control.newBuilder().setId(3).build());
        long before = supernode.sentBytes();
        long received = 0;
        Random random = new Random(1);
        for (int i = 0; i < FLOOD; i++) {
            Endpoint spoofed = new Endpoint(IpAddress.ofIpv4(random.nextInt()), 1 + random.nextInt(65_535));
            byte[] datagram = switch (i % 5) {
                case 0 -> hello;
                case 1 -> initiation;
                case 2 -> keep;
                case 3 -> relay;
                default -> register;
            };
            supernode.receive(spoofed, datagram, datagram.length);
            received += datagram.length;
        }
        supernode.takeStrays();
        assertThat(supernode.sentBytes() - before).isLessThanOrEqualTo(received);
        assertThat(supernode.edges()).isEmpty();
        assertThat(supernode.counters.value(CounterId.COOKIE_DEMANDED)).isEqualTo(FLOOD / 5);
        assertThat(supernode.counters.value(CounterId.HINTS_SENT)).isLessThanOrEqualTo(1_000);
        assertThat(one.join().hasRegistered()).isTrue();
    }

    @Test
    void recordedInitiation_sentFromElsewhere_movesNobody() {
        meet();
        supernode.jump(Duration.ofSeconds(1));
        byte[] initiation = one.initiation();
        one.send(initiation);
        supernode.receive(ELSEWHERE, initiation, initiation.length);
        supernode.takeStrays();
        two.send(relay(id ^ 1, tokenTwo, 60));
        assertThat(one.relayed).hasSize(1);
    }

    @Test
    void newcomerWhoDoesNotRegister_isForgotten() {
        one.connect();
        supernode.pass(Duration.ofSeconds(16));
        one.send(one.sealed(Control.newBuilder().setId(1).build()));
        assertThat(one.hints).hasSize(1);
    }

    @Test
    void restartedSupernode_hintsToThoseItKnew_andRemembersClaims() {
        meet();
        SignedRecord old = one.sign(false, one.prefix());
        one.register(old);
        one.register();
        supernode.pass(Duration.ofSeconds(2));
        supernode.restart();
        supernode.pass(Duration.ofMillis(250));
        assertThat(one.hints)
                .singleElement()
                .satisfies(hint -> assertThat(
                                MessageLayout.readLong(hint, CulvertLayout.HINT_ECHO + CulvertLayout.KEEP_TOKEN))
                        .isEqualTo(tokenOne));
        one.connect();
        assertThat(one.register(old).getRefused().getReason()).isEqualTo(Reason.REASON_STALE);
        assertThat(one.register().hasRegistered()).isTrue();
        supernode.pass(Duration.ofSeconds(4));
        assertThat(one.hints).as("it is back").hasSize(1);
        assertThat(two.hints).as("once more after 1 and 3 s").hasSize(3);

        SimulatedEdge thief = new SimulatedEdge(supernode, 5, COMMUNITY);
        thief.connect();
        assertThat(thief.register(thief.sign(false, two.prefix())).getRefused().getReason())
                .isEqualTo(Reason.REASON_ADDRESS_HELD);
    }

    @Test
    void twinThatWasReplaced_staysSo_overARestart() {
        SimulatedEdge twin = new SimulatedEdge(supernode, 3, 1, COMMUNITY);
        one.join();
        twin.sign(false, one.prefix());
        twin.connect();
        assertThat(twin.register(twin.sign(false, one.prefix())).hasRegistered())
                .isTrue();
        supernode.pass(Duration.ofSeconds(2));
        supernode.restart();
        one.connect();
        assertThat(one.register().getRefused().getReason()).isEqualTo(Reason.REASON_REPLACED);
    }

    @Test
    void killedAtAnyInstant_atMostASecondIsLost() {
        one.join();
        for (int i = 0; i < 40; i++) {
            supernode.pass(Duration.ofMillis(1_250));
            supernode.restart();
            assertThat(supernode.edges()).hasSize(1);
            one.connect();
            assertThat(one.register().hasRegistered()).isTrue();
        }
    }

    private void meet() {
        tokenOne = one.join().getRegistered().getRelayToken();
        tokenTwo = two.join().getRegistered().getRelayToken();
        one.lookup(two.address());
        id = one.takePushes().getFirst().getIntroduce().getRelayId();
        two.takePushes();
    }

    private static byte[] relay(int id, long token, int length) {
        byte[] datagram = new byte[length];
        CulvertLayout.writeRelayHeader(datagram, 0, id, token);
        return datagram;
    }
}
