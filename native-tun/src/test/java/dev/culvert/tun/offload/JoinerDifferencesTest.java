package dev.culvert.tun.offload;

import static dev.culvert.tun.offload.Samples.after;
import static dev.culvert.tun.offload.Samples.tcp4;
import static dev.culvert.tun.offload.Samples.tcp6;
import static dev.culvert.tun.offload.Samples.udp4;
import static dev.culvert.tun.offload.Samples.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two packets may not differ in to be joined. */
class JoinerDifferencesTest {
    private final Joiner joiner = new Joiner(10_000, 10);

    static Stream<Arguments> differences() {
        return Stream.of(
                difference("source", packet -> packet.source[3]++),
                difference("destination", packet -> packet.destination[3]++),
                difference("source port", packet -> packet.sourcePort++),
                difference("destination port", packet -> packet.destinationPort++),
                difference("time to live or hop limit", packet -> packet.hopLimit--),
                difference("type of service or traffic class", packet -> packet.trafficClass = 0x40),
                difference("congestion experienced", packet -> packet.trafficClass = 3),
                difference("flow label, or may be fragmented", packet -> {
                    packet.flowLabel = packet.isIpv6 ? 5 : 0;
                    packet.fragment = 0;
                }),
                difference("reserved flag of IPv4, or flow label", packet -> {
                    packet.flowLabel = packet.isIpv6 ? 0x80000 : 0;
                    packet.fragment = packet.isIpv6 ? 0 : 0xC000;
                }));
    }

    static Stream<Arguments> tcpDifferences() {
        return Stream.of(
                difference("later sequence number", packet -> packet.sequence++),
                difference("earlier sequence number", packet -> packet.sequence--),
                difference("acknowledgment number", packet -> packet.acknowledgment++),
                difference("window", packet -> packet.window++),
                difference("echoed congestion", packet -> packet.flags |= SlowPacket.ECE),
                difference("reserved bit", packet -> packet.reserved = 1),
                difference("urgent pointer", packet -> packet.urgent = 1),
                difference("timestamp", packet -> packet.options[7]++),
                difference("echoed timestamp", packet -> packet.options[11]++),
                difference("no options", packet -> packet.options = new byte[0]),
                difference("more options", packet -> packet.options = Arrays.copyOf(packet.options, 16)));
    }

    private static Arguments difference(String name, Consumer<SlowPacket> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"differences", "tcpDifferences"})
    void anythingElseInTcp_isNotJoined(String name, Consumer<SlowPacket> change) {
        for (SlowPacket first : List.of(tcp4(100), tcp6(100), tcp4(3))) {
            SlowPacket second = after(first, first.payload.length);
            change.accept(second);
            assertSeparate(first, second);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    void anythingElseInUdp_isNotJoined(String name, Consumer<SlowPacket> change) {
        for (SlowPacket first : List.of(udp4(100), udp6(100), udp4(3))) {
            SlowPacket second = after(first, first.payload.length);
            change.accept(second);
            assertSeparate(first, second);
        }
    }

    private void assertSeparate(SlowPacket first, SlowPacket second) {
        for (SlowPacket packet : List.of(first, second)) {
            byte[] bytes = packet.bytes();
            assertThat(joiner.append(bytes, 0, bytes.length, false)).isEqualTo(Joiner.Added.SEPARATE);
        }
        assertThat(joiner.finish()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            int packet = joiner.offset(i) + VnetHeader.BYTES;
            assertThat(Arrays.copyOfRange(joiner.bytes(), packet, joiner.offset(i) + joiner.length(i)))
                    .isEqualTo((i == 0 ? first : second).bytes());
        }
        joiner.clear();
    }
}
