package dev.culvert.tun.offload;

import static dev.culvert.tun.offload.Samples.after;
import static dev.culvert.tun.offload.Samples.tcp4;
import static dev.culvert.tun.offload.Samples.tcp6;
import static dev.culvert.tun.offload.Samples.udp4;
import static dev.culvert.tun.offload.Samples.udp6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of joining; {@link OffloadPropertyTest} has them all at once. */
class JoinerTest {
    private final Joiner joiner = new Joiner(200_000, 100);

    static Stream<SlowPacket> kinds() {
        return Stream.of(tcp4(100), tcp6(100), udp4(100), udp6(100));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void packetsInOrder_areOneSuperPacket_whateverTheLastOnesSize(SlowPacket first) {
        SlowPacket second = after(first, 100);
        SlowPacket third = after(second, 1);
        add(first, second, third);

        assertThat(writes()).containsExactly(whole(first, 201).superPacket(100));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aLonePacket_isWrittenAsItCame(SlowPacket packet) {
        add(packet);

        assertThat(writes()).containsExactly(plain(packet.bytes()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void packetWithoutItsChecksum_isWrittenWithANoteOfThat(SlowPacket packet) {
        byte[] bytes = packet.bytes(true);
        bytes[packet.transport() + packet.checksumOffset()] ^= 1; // what the sender left there does not matter
        joiner.append(bytes, 0, bytes.length, true);

        assertThat(writes()).containsExactly(packet.unfinished());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void packetsWithAndWithoutTheirChecksums_areJoined(SlowPacket first) {
        SlowPacket second = after(first, 100);
        joiner.append(first.bytes(true), 0, first.bytes().length, true);
        assertThat(joiner.append(second.bytes(), 0, second.bytes().length, false))
                .isEqualTo(Joiner.Added.JOINED);

        assertThat(writes()).containsExactly(whole(first, 200).superPacket(100));
    }

    @Test
    void afterASmallerPacket_anotherSuperPacketBegins() {
        SlowPacket first = tcp4(100);
        SlowPacket small = after(first, 60);
        SlowPacket third = after(small, 60);
        SlowPacket fourth = after(third, 60);
        add(first, small, third, fourth);

        assertThat(writes())
                .containsExactly(
                        whole(first, 160).superPacket(100), whole(third, 120).superPacket(60));
    }

    @Test
    void aLargerPacket_doesNotContinueASmallerOne() {
        assertSeparate(tcp4(100), after(tcp4(100), 101));
    }

    @Test
    void push_endsASuperPacket_andIsInIt() {
        SlowPacket first = tcp4(100);
        SlowPacket pushed = after(first, 100);
        pushed.flags |= SlowPacket.PSH;
        SlowPacket third = after(first, 100);
        third.sequence += 100;
        add(first, pushed, third);

        SlowPacket whole = whole(first, 200);
        whole.flags |= SlowPacket.PSH;
        assertThat(writes()).containsExactly(whole.superPacket(100), plain(third.bytes()));
    }

    @Test
    void nothingContinuesAPushedPacket() {
        SlowPacket first = tcp4(100);
        first.flags |= SlowPacket.PSH;
        SlowPacket second = after(first, 100);
        second.flags = SlowPacket.ACK;
        assertSeparate(first, second);
    }

    static Stream<Arguments> flagsOfOne() {
        return Stream.of(
                Arguments.of("FIN", SlowPacket.FIN),
                Arguments.of("SYN", SlowPacket.SYN),
                Arguments.of("RST", SlowPacket.RST),
                Arguments.of("URG", SlowPacket.URG),
                Arguments.of("CWR", SlowPacket.CWR));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flagsOfOne")
    void segmentsThatDoMoreThanCarryData_areNeverJoined(String name, int flag) {
        SlowPacket first = tcp4(100);
        SlowPacket second = after(first, 100);
        second.flags |= flag;
        assertSeparate(first, second);

        first.flags |= flag;
        assertSeparate(first, second);
    }

    @Test
    void segmentsWithoutAcknowledgment_areNeverJoined() {
        SlowPacket first = tcp4(100);
        first.flags = 0;
        assertSeparate(first, after(first, 100));
    }

    @Test
    void echoedCongestion_isJoinedIfInAll() {
        SlowPacket first = tcp4(100);
        first.flags |= SlowPacket.ECE;
        add(first, after(first, 100));

        assertThat(writes()).containsExactly(whole(first, 200).superPacket(100));
    }

    @Test
    void acknowledgmentWithoutData_isNeverJoined() {
        assertSeparate(tcp4(0), after(tcp4(0), 0));
        assertSeparate(tcp4(100), after(tcp4(100), 0));
    }

    @Test
    void datagramWithoutData_isNeverJoined() {
        assertSeparate(udp4(0), udp4(0));
        assertSeparate(udp4(10), udp4(0));
    }

    @Test
    void tcpAndUdp_areNotJoined() {
        SlowPacket udp = udp4(124);
        assertSeparate(tcp4(100), udp);
        assertSeparate(udp, tcp4(100));
    }

    @Test
    void ipv4Id_isNotLookedAt() {
        SlowPacket first = tcp4(100);
        SlowPacket second = after(first, 100);
        second.id = 9;
        add(first, second);

        assertThat(writes()).containsExactly(whole(first, 200).superPacket(100));
    }

    @Test
    void fragments_areNotJoined() {
        for (int fragment : new int[] {0x2000, 1}) {
            SlowPacket first = udp4(100);
            first.fragment = fragment;
            assertSeparate(first, after(first, 100));
        }
    }

    @Test
    void packetsWithIpOptionsOrExtensionHeaders_areNotJoined() {
        SlowPacket options = tcp4(100);
        options.extra = new byte[] {1, 1, 1, 0};
        assertSeparate(options, after(options, 100));

        SlowPacket extensions = tcp6(100);
        extensions.next = 0;
        extensions.extra = new byte[] {6, 0, 1, 4, 0, 0, 0, 0};
        assertSeparate(extensions, after(extensions, 100));
    }

    @Test
    void packetWithPadding_isNotJoined() {
        byte[] first = tcp4(100).bytes();
        byte[] padded = Arrays.copyOf(after(tcp4(100), 100).bytes(), first.length + 1);
        joiner.append(first, 0, first.length, false);
        joiner.append(padded, 0, padded.length, false);

        assertThat(writes()).containsExactly(plain(first), plain(padded));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void packetsWithAWrongChecksum_areNotJoined_andStayWrong(SlowPacket first) {
        SlowPacket second = after(first, 100);
        SlowPacket third = after(second, 100);
        for (int wrong = 0; wrong < 3; wrong++) {
            List<byte[]> packets = List.of(first.bytes(), second.bytes(), third.bytes());
            packets.get(wrong)[first.headerLength() + 50] ^= 1;
            packets.forEach(packet -> joiner.append(packet, 0, packet.length, false));
            assertThat(writes())
                    .containsExactlyElementsOf(
                            switch (wrong) {
                                case 0 ->
                                    List.of(
                                            plain(packets.getFirst()),
                                            whole(second, 200).superPacket(100));
                                case 1 ->
                                    packets.stream().map(JoinerTest::plain).toList();
                                default -> List.of(whole(first, 200).superPacket(100), plain(packets.getLast()));
                            });
        }
    }

    @Test
    void packetsWithAWrongIpv4HeaderChecksum_areNotJoined_evenIfElided() {
        byte[] first = tcp4(100).bytes(true);
        byte[] second = after(tcp4(100), 100).bytes(true);
        second[10] ^= 1;
        joiner.append(first, 0, first.length, true);

        assertThat(joiner.append(second, 0, second.length, true)).isEqualTo(Joiner.Added.SEPARATE);
    }

    @Test
    void datagramsThatHaveNoChecksum_areNotJoined() {
        byte[] first = udp4(100).bytes();
        Arrays.fill(first, 26, 28, (byte) 0);
        joiner.append(first, 0, first.length, false);
        joiner.append(first, 0, first.length, false);

        assertThat(writes()).containsExactly(plain(first), plain(first));
    }

    @Test
    void aSuperPacket_isNotLongerThanAnIpPacketCanBe() {
        SlowPacket next = tcp4(1_348);
        for (int i = 0; i < 49; i++) {
            add(next);
            next = after(next, 1_348);
        }
        List<byte[]> writes = writes();

        assertThat(writes).hasSize(2);
        assertThat(writes.getFirst()).hasSize(10 + 52 + 48 * 1_348);
    }

    @Test
    void tcpOrUdp_canBeLeftAlone() {
        joiner.join(false, true);
        assertSeparate(tcp4(100), after(tcp4(100), 100));
        add(udp4(100), udp4(100));
        assertThat(writes()).hasSize(1);

        joiner.join(true, false);
        assertSeparate(udp4(100), udp4(100));
        add(tcp4(100), after(tcp4(100), 100));
        assertThat(writes()).hasSize(1);
    }

    @Test
    void elidedPacketWhoseChecksumNobodyCouldComplete_isMalformed() {
        SlowPacket fragment = udp4(100);
        fragment.fragment = 0x2000;
        byte[] icmp = tcp4(100).bytes();
        icmp[9] = 1;
        add(tcp4(100));
        for (byte[] packet : List.of(fragment.bytes(), icmp, new byte[0], new byte[50])) {
            assertThat(joiner.append(packet, 0, packet.length, true)).isEqualTo(Joiner.Added.MALFORMED);
        }
        add(after(tcp4(100), 100));

        assertThat(writes()).containsExactly(whole(tcp4(100), 200).superPacket(100));
    }

    @Test
    void nextPacket_isPlacedWhereItsPayloadContinues_andTheBytesUnderItsHeaderComeBack() {
        SlowPacket first = tcp4(3); // its own header lies under the next one's
        add(first);
        int end = 10 + first.bytes().length;
        for (int i = 0; i < 3; i++) {
            int at = joiner.at(55);
            assertThat(at).isEqualTo(end - 52);
            Arrays.fill(joiner.bytes(), at, at + 55, (byte) 0);
            if (i != 1) {
                joiner.discard(); // and otherwise at() does it
            }
        }
        add(after(first, 3));

        assertThat(writes()).containsExactly(whole(first, 6).superPacket(3));
    }

    @Test
    void behindAPacketThatNothingContinues_theNextIsPlacedDirectly() {
        SlowPacket acknowledgment = tcp4(0);
        add(acknowledgment);

        assertThat(joiner.at(100)).isEqualTo(10 + acknowledgment.bytes().length + 10);
    }

    @Test
    void finishing_forgetsThePlacedPacket() {
        add(tcp4(100));
        int at = joiner.at(152);
        Arrays.fill(joiner.bytes(), at, at + 152, (byte) 0);

        assertThat(writes()).containsExactly(plain(tcp4(100).bytes()));
        assertThatIllegalStateException().isThrownBy(() -> joiner.add(152, false));
    }

    @Test
    void whatDoesNotFit_isRefused() {
        Joiner small = new Joiner(162 + 10 + 152, 3);
        byte[] packet = tcp4(100).bytes();
        assertThat(small.fits(packet.length)).isTrue();
        small.append(packet, 0, packet.length, false);
        assertThat(small.fits(packet.length)).isTrue();
        assertThat(small.fits(packet.length + 1)).isFalse();
        small.append(packet, 0, packet.length, false);
        assertThat(small.finish()).isEqualTo(2);

        assertThat(small.fits(1)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> small.at(1));
        small.clear();
        assertThat(small.fits(packet.length)).isTrue();
    }

    @Test
    void moreWritesThanSaid_areRefused() {
        Joiner few = new Joiner(1_000, 2);
        for (int i = 0; i < 2; i++) {
            few.append(new byte[20], 0, 20, false);
        }

        assertThat(few.fits(20)).isFalse();
    }

    private void add(SlowPacket... packets) {
        for (SlowPacket packet : packets) {
            byte[] bytes = packet.bytes();
            joiner.append(bytes, 0, bytes.length, false);
        }
    }

    private void assertSeparate(SlowPacket first, SlowPacket second) {
        add(first, second);
        assertThat(writes()).containsExactly(plain(first.bytes()), plain(second.bytes()));
    }

    /** The first packet with so much of the stream. */
    private static SlowPacket whole(SlowPacket first, int payload) {
        SlowPacket whole = first.copy();
        int size = first.payload.length;
        whole.payload = new byte[payload];
        Optional<SlowPacket> next = Optional.of(first);
        for (int from = 0; from < payload; from += size) {
            int length = Math.min(size, payload - from);
            System.arraycopy(next.orElseThrow().payload, 0, whole.payload, from, length);
            next = next.map(packet -> after(packet, size));
        }
        return whole;
    }

    private static byte[] plain(byte[] packet) {
        return SlowPacket.withVnetHeader(packet, 0, 0, 0, 0, 0, 0);
    }

    private List<byte[]> writes() {
        List<byte[]> writes = new ArrayList<>();
        int count = joiner.finish();
        for (int i = 0; i < count; i++) {
            int from = joiner.offset(i);
            writes.add(Arrays.copyOfRange(joiner.bytes(), from, from + joiner.length(i)));
        }
        joiner.clear();
        return writes;
    }
}
