package dev.culvert.tun.offload;

import static dev.culvert.tun.offload.Samples.tcp4;
import static dev.culvert.tun.offload.Samples.tcp6;
import static dev.culvert.tun.offload.Samples.udp4;
import static dev.culvert.tun.offload.Samples.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of splitting; {@link OffloadPropertyTest} has them all at once. */
class SegmentsTest {
    private final Segments segments = new Segments();

    static Stream<SlowPacket> kinds() {
        return Stream.of(tcp4(250), tcp6(250), udp4(250), udp6(250));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void payload_isCutIntoTheGivenSizeAndARest(SlowPacket packet) {
        List<byte[]> split = split(packet.superPacket(100), false);

        assertThat(split)
                .extracting(segment -> segment.length - packet.headerLength())
                .containsExactly(100, 100, 50);
        assertThat(split)
                .extracting(segment -> Arrays.copyOfRange(segment, packet.headerLength(), segment.length))
                .containsExactly(
                        Arrays.copyOf(packet.payload, 100),
                        Arrays.copyOfRange(packet.payload, 100, 200),
                        Arrays.copyOfRange(packet.payload, 200, 250));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void payload_doesNotMove(SlowPacket packet) {
        byte[] read = packet.superPacket(100);
        segments.begin(read, 0, read.length, false);
        for (int i = 0; i < 3; i++) {
            assertThat(segments.next()).isTrue();
            assertThat(segments.offset()).isEqualTo(10 + 100 * i);
        }
        assertThat(segments.next()).isFalse();
        assertThat(segments.next()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everySegment_hasRightLengthsAndChecksums(SlowPacket packet) {
        assertThat(split(packet.superPacket(100), false))
                .allSatisfy(
                        segment -> assertThat(SlowPacket.parse(segment, false)).isPresent());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void elided_leavesThePseudoHeadersSum(SlowPacket packet) {
        assertThat(split(packet.superPacket(100), true))
                .allSatisfy(
                        segment -> assertThat(SlowPacket.parse(segment, true)).isPresent());
        assertThat(segments.isElided()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void superPacketOfOneSegment_isThatSegment(SlowPacket packet) {
        assertThat(split(packet.superPacket(250), false)).containsExactly(packet.bytes());
        assertThat(split(packet.superPacket(9_000), false)).containsExactly(packet.bytes());
    }

    @Test
    void ipv4Id_countsUp_andWraps() {
        SlowPacket packet = tcp4(250);
        packet.id = 0xFFFF;

        assertThat(split(packet.superPacket(100), false))
                .extracting(segment -> parsed(segment).id)
                .containsExactly(0xFFFF, 0, 1);
    }

    @Test
    void sequenceNumbers_areThoseOfThePayload_andWrap() {
        SlowPacket packet = tcp6(250);
        packet.sequence = -150;

        assertThat(split(packet.superPacket(100), false))
                .extracting(segment -> parsed(segment).sequence)
                .containsExactly(-150, -50, 50);
    }

    @Test
    void finAndPush_areOnTheLastSegment() {
        SlowPacket packet = tcp4(250);
        packet.flags |= SlowPacket.FIN | SlowPacket.PSH;

        assertThat(split(packet.superPacket(100), false))
                .extracting(segment -> parsed(segment).flags)
                .containsExactly(SlowPacket.ACK, SlowPacket.ACK, packet.flags);
    }

    @Test
    void congestionWindowReduced_isOnTheFirstSegment_andEchoedCongestionOnAll() {
        SlowPacket packet = tcp4(250);
        packet.flags |= SlowPacket.CWR | SlowPacket.ECE;
        byte[] read = packet.superPacket(100);
        read[1] |= (byte) VnetHeader.GSO_ECN;

        assertThat(split(read, false))
                .extracting(segment -> parsed(segment).flags)
                .containsExactly(packet.flags, packet.flags - SlowPacket.CWR, packet.flags - SlowPacket.CWR);
    }

    @Test
    void congestionExperienced_optionsAndExtensionHeaders_areInAllSegments() {
        SlowPacket options = tcp4(250);
        options.extra = new byte[] {1, 1, 1, 0};
        options.trafficClass = 3;
        SlowPacket extensions = udp6(250);
        extensions.next = 60;
        extensions.extra = new byte[] {17, 0, 1, 4, 0, 0, 0, 0};
        extensions.trafficClass = 3;

        for (SlowPacket packet : List.of(options, extensions)) {
            assertThat(split(packet.superPacket(100), false)).hasSize(3).allSatisfy(segment -> {
                assertThat(parsed(segment).extra).isEqualTo(packet.extra);
                assertThat(parsed(segment).trafficClass).isEqualTo(3);
            });
        }
    }

    @Test
    void headerLengthOfTheVnetHeader_isNotBelieved() {
        byte[] read = tcp4(250).superPacket(100);
        Arrays.fill(read, 2, 4, (byte) 0xFF);

        assertThat(split(read, false)).hasSize(3);
    }

    @Test
    void datagramWhoseChecksumIsZero_saysAllOnes() {
        SlowPacket packet = udp4(2);
        // A payload which makes the sum 0xFFFF, and so its complement 0.
        int rest = SlowPacket.add(SlowPacket.sum(packet.payload, 0, 2), checksum(packet.bytes()));
        packet.payload = new byte[] {(byte) (rest >> 8), (byte) rest};
        byte[] read = packet.unfinished();

        assertThat(checksum(split(read, false).getFirst())).isEqualTo(0xFFFF);
        assertThat(checksum(split(packet.superPacket(2), false).getFirst())).isEqualTo(0xFFFF);
    }

    private static int checksum(byte[] udp4) {
        return ByteBuffer.wrap(udp4).getShort(26) & 0xFFFF;
    }

    @Test
    void completePacket_isPassedOnUntouched_whateverItIs() {
        byte[] read = new byte[60];
        Arrays.fill(read, 10, 60, (byte) 0xEE);

        assertThat(split(read, true)).containsExactly(Arrays.copyOfRange(read, 10, 60));
        assertThat(segments.isElided()).isFalse();
    }

    @Test
    void checksumInsideATunnel_isCompleted_notLeft() {
        // A datagram that carries a whole packet, whose checksum alone is missing.
        SlowPacket inner = tcp4(100);
        SlowPacket outer = udp4(0);
        outer.payload = inner.bytes(true);
        byte[] read = SlowPacket.withVnetHeader(outer.bytes(), 1, 0, 0, 0, 28 + 20, 16);
        outer.payload = inner.bytes();

        byte[] completed = split(read, true).getFirst();

        assertThat(segments.isElided()).isFalse();
        assertThat(Arrays.copyOfRange(completed, 28, completed.length)).isEqualTo(inner.bytes());
    }

    @Test
    void checksumOfAnotherProtocol_isCompleted_notLeft() {
        SlowPacket packet = udp4(100);
        byte[] bytes = packet.bytes(true);
        bytes[9] = (byte) 136; // UDP-Lite
        byte[] completed =
                split(SlowPacket.withVnetHeader(bytes, 1, 0, 0, 0, 20, 6), true).getFirst();

        assertThat(segments.isElided()).isFalse();
        assertThat(checksum(completed)).isEqualTo(checksum(packet.bytes()));
    }

    @Test
    void checksumWhosePseudoHeaderIsNotThatOfTheAddresses_isCompleted_notLeft() {
        // As with source routing: the checksum is of the final destination, which a receiver would not guess.
        SlowPacket routed = tcp4(100);
        byte[] bytes = routed.bytes(true);
        SlowPacket last = tcp4(100);
        last.destination[3] = 99;
        System.arraycopy(last.bytes(true), 36, bytes, 36, 2);

        byte[] completed = split(SlowPacket.withVnetHeader(bytes, 1, 0, 0, 0, 20, 16), true)
                .getFirst();

        assertThat(segments.isElided()).isFalse();
        assertThat(Arrays.copyOfRange(completed, 36, 38)).isEqualTo(Arrays.copyOfRange(last.bytes(), 36, 38));
    }

    @Test
    void padding_isZero_andThePayloadUnderItComesBack() {
        SlowPacket packet = udp4(23);
        byte[] read = Arrays.copyOf(packet.superPacket(10), 10 + 28 + 23 + 15);
        Arrays.fill(read, 61, 76, (byte) 1);
        segments.begin(read, 0, 61, false);
        for (int i = 0; i < 3; i++) {
            assertThat(segments.next()).isTrue();
            assertThat(Arrays.copyOfRange(read, segments.offset() + 28, segments.offset() + segments.length()))
                    .isEqualTo(Arrays.copyOfRange(packet.payload, 10 * i, Math.min(10 * i + 10, 23)));
            segments.pad(15);
            int end = segments.offset() + segments.length();
            assertThat(Arrays.copyOfRange(read, end, end + 15)).containsOnly(0);
        }
        assertThat(segments.next()).isFalse();
    }

    @Test
    void longestSegment_isKnownBeforehand() {
        assertThat(begin(tcp4(250).superPacket(100))).isEqualTo(3);
        assertThat(segments.longest()).isEqualTo(152);
        assertThat(begin(tcp4(90).superPacket(100))).isEqualTo(1);
        assertThat(segments.longest()).isEqualTo(142);
        assertThat(begin(tcp4(90).unfinished())).isEqualTo(1);
        assertThat(segments.longest()).isEqualTo(142);
    }

    // -- malformed ---------------------------------------------------------------------------------------------------

    @Test
    void vnetHeaderAlone_orLess_isMalformed() {
        for (int length = 0; length <= 10; length++) {
            assertThat(begin(new byte[length])).isEqualTo(Segments.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 0x7F})
    void typeThatIsNotThePackets_isMalformed(int type) {
        byte[] read = tcp4(250).superPacket(100);
        read[1] = (byte) type;

        assertThat(begin(read)).isEqualTo(Segments.MALFORMED);
    }

    @Test
    void segmentsOfSizeZero_areMalformed() {
        assertThat(begin(tcp4(250).superPacket(0))).isEqualTo(Segments.MALFORMED);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void superPacketCutOff_isMalformed(SlowPacket packet) {
        byte[] read = packet.superPacket(100);
        for (int length = 0; length < read.length; length++) {
            assertThat(begin(Arrays.copyOf(read, length))).isEqualTo(Segments.MALFORMED);
        }
        assertThat(begin(Arrays.copyOf(read, read.length + 1))).isEqualTo(Segments.MALFORMED);
    }

    @Test
    void superPacketThatIsAFragment_isMalformed() {
        for (int fragment : new int[] {0x2000, 1}) {
            SlowPacket packet = udp4(250);
            packet.fragment = fragment;
            assertThat(begin(packet.superPacket(100))).isEqualTo(Segments.MALFORMED);
        }
    }

    @Test
    void superPacketWithAnUnfinishedRoute_isMalformed() {
        SlowPacket packet = tcp6(250);
        packet.next = 43;
        packet.extra = new byte[] {6, 0, 4, 1, 0, 0, 0, 0};
        assertThat(begin(packet.superPacket(100))).isEqualTo(Segments.MALFORMED);

        packet.extra[3] = 0;
        assertThat(begin(packet.superPacket(100))).isEqualTo(3);
    }

    @Test
    void checksumOutsideThePacket_isMalformed() {
        byte[] packet = tcp4(10).bytes();
        for (int[] place : new int[][] {{62, 0}, {20, 41}, {20, 0xFFFF}, {0xFFFF, 0}, {61, 0}}) {
            assertThat(begin(SlowPacket.withVnetHeader(packet, 1, 0, 0, 0, place[0], place[1])))
                    .isEqualTo(Segments.MALFORMED);
        }
        assertThat(begin(SlowPacket.withVnetHeader(packet, 1, 0, 0, 0, 20, 40))).isEqualTo(1);
    }

    @Test
    void afterSomethingMalformed_thereIsNoSegment_andTheNextReadIsAsAny() {
        begin(tcp4(250).superPacket(0));
        assertThat(segments.next()).isFalse();

        assertThat(split(tcp4(250).superPacket(100), false)).hasSize(3);
    }

    @Test
    void vnetHeader_isInHostOrder() {
        ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
        VnetHeader.writeSuperPacket(header.array(), 1, VnetHeader.GSO_TCPV6, 72, 1_328, 40, 16);

        assertThat(header.get(1)).isEqualTo((byte) VnetHeader.NEEDS_CSUM);
        assertThat(header.get(2)).isEqualTo((byte) VnetHeader.GSO_TCPV6);
        assertThat(header.getShort(3)).isEqualTo((short) 72);
        assertThat(header.getShort(5)).isEqualTo((short) 1_328);
        assertThat(header.getShort(7)).isEqualTo((short) 40);
        assertThat(header.getShort(9)).isEqualTo((short) 16);
        VnetHeader.writePlain(header.array(), 1);
        assertThat(header.array()).containsOnly(0);
    }

    private int begin(byte[] read) {
        return segments.begin(read, 0, read.length, false);
    }

    private List<byte[]> split(byte[] read, boolean elide) {
        byte[] bytes = read.clone();
        assertThat(segments.begin(bytes, 0, bytes.length, elide)).isPositive();
        List<byte[]> split = new ArrayList<>();
        while (segments.next()) {
            split.add(Arrays.copyOfRange(bytes, segments.offset(), segments.offset() + segments.length()));
        }
        return split;
    }

    private static SlowPacket parsed(byte[] segment) {
        return SlowPacket.parse(segment, false).orElseThrow();
    }
}
