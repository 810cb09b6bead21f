package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.stun.StunMessage;
import dev.culvert.system.lab.Impairment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Supernodes and members on hosts of which some are behind NATs. */
class NatCommunitySimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final byte[] BINDING = ByteBuffer.allocate(StunMessage.HEADER_BYTES)
            .putInt(0x00010000)
            .putInt(0x2112A442)
            .array();

    private final SimInternet internet = new SimInternet(1).access(Impairment.NONE);
    private final SimNetwork network = internet.network();

    /** What a supernode's STUN ports answer a host, each asked once from one port. */
    private List<StunMessage> answers(SimHost host, SimSupernode supernode) {
        List<Endpoint> origins = new ArrayList<>();
        List<StunMessage> answers = new ArrayList<>();
        SimPort port = host.open((source, local, datagram) -> {
            StunMessage answer = StunMessage.parse(datagram, 0, datagram.length);
            if (answer != null) {
                origins.add(source);
                answers.add(answer);
            }
        });
        for (Endpoint endpoint : supernode.stunEndpoints()) {
            port.send(endpoint, BINDING, UdpPort.DEFAULT_TTL);
            network.run(Duration.ofMillis(1));
        }
        assertThat(origins).as("each answers from where it was asked").isEqualTo(supernode.stunEndpoints());
        return answers;
    }

    private static List<Endpoint> mapped(List<StunMessage> answers) {
        return answers.stream()
                .map(answer -> answer.xorMappedAddress().orElseThrow())
                .distinct()
                .toList();
    }

    @Test
    void supernodeAnswersStunOnBothPortsOfBothAddresses_andNamesTheOther() {
        SimSupernode supernode = internet.supernodeWithTwoAddresses();
        SimHost host = internet.host(NatKind.CONE, false);
        List<StunMessage> answers = answers(host, supernode);

        List<Endpoint> endpoints = supernode.stunEndpoints();
        assertThat(answers)
                .extracting(answer -> answer.responseOrigin().orElseThrow())
                .isEqualTo(endpoints);
        assertThat(answers)
                .extracting(answer -> answer.otherAddress().orElseThrow())
                .isEqualTo(endpoints.reversed());
        assertThat(mapped(answers))
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.address()).isEqualTo(host.outerAddress()));
        assertThat(mapped(answers(internet.host(NatKind.SEQUENTIAL, false), supernode)))
                .hasSize(4);
    }

    @Test
    void supernodeWithOneAddress_namesNoOther() {
        SimSupernode supernode = internet.supernode();
        List<StunMessage> answers = answers(internet.host(NatKind.CONE, false), supernode);
        assertThat(answers).hasSize(2).allMatch(answer -> answer.otherAddress().isEmpty());
        supernode.kill();
        supernode.start();
        assertThat(answers(internet.host(NatKind.OPEN, false), supernode)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void membersBehindEveryKindOfNat_pingEachOtherByRelay(NatKind kind) {
        internet.access(SimInternet.ACCESS);
        SimSupernode supernode = internet.supernode();
        SimMember a = new SimMember(internet.host(kind, true), KEYS, "10.0.0.1/24", supernode).start();
        SimMember b = new SimMember(internet.host(kind, true), KEYS, "10.0.0.2/24", supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(10));
        assertThat(a.observed().orElseThrow().address()).isEqualTo(a.host().outerAddress());

        a.pingEvery(Duration.ofMillis(100), b);
        network.runUntil(() -> a.answered() > 0, Duration.ofSeconds(5));
        a.host().moveTo("198.18.99.1");
        long movedNs = network.nowNs();
        network.runUntil(() -> a.firstAnswerSentSince(movedNs).isPresent(), Duration.ofSeconds(5));
    }
}
