package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4FragmentsTest {
    private static final int AT = 3;
    private static final int MORE = 0x2000;

    @ParameterizedTest
    @CsvSource({
        "1400, 1000, 2",
        "1400, 1399, 2",
        "1400, 516, 3",
        "1400, 28, 173",
        "1400, 27, 0", // no data fits
        "1400, 20, 0",
        "1400, 0, 0",
        "20, 68, 1", // nothing to divide
        "60, 68, 1",
        "65535, 1400, 48"
    })
    void howManyThereAre(int length, int limit, int count) {
        byte[] packet = TestPackets.ipv4(AT, length, 17, "10.0.0.1", "10.0.0.9");
        assertThat(Ipv4Fragments.count(packet, AT, length, limit)).isEqualTo(count);
    }

    /** RFC 791 appendix A, example 2: a datagram of 452 data bytes, and a limit of 280. */
    @Test
    void twoFragments() {
        byte[] packet = TestPackets.ipv4(AT, 472, 6, "10.0.0.1", "10.0.0.9");
        List<byte[]> fragments = fragments(packet, 280);
        assertThat(fragments).hasSize(2);
        ByteBuffer first = ByteBuffer.wrap(fragments.get(0));
        ByteBuffer second = ByteBuffer.wrap(fragments.get(1));
        assertThat(first.getShort(2)).isEqualTo((short) 276);
        assertThat(first.getShort(6)).isEqualTo((short) MORE);
        assertThat(second.getShort(2)).isEqualTo((short) 216);
        assertThat(second.getShort(6)).isEqualTo((short) 32);
    }

    @Test
    void laterFragments_haveTheOptionsThatAreCopied() {
        String options = "01" // no operation
                + "070704aabbccdd" // record route: in the first only
                + "820b0000000000000000ff" // security: in all
                + "88040102" // stream id: in all
                + "00";
        byte[] packet = withOptions(options, 1000);
        List<byte[]> fragments = fragments(packet, 500);
        assertThat(fragments).hasSizeGreaterThan(2);
        assertThat(HexFormat.of().formatHex(fragments.getFirst(), 20, 44)).isEqualTo(options);
        for (byte[] later : fragments.subList(1, fragments.size())) {
            assertThat(later[0]).isEqualTo((byte) 0x49);
            assertThat(HexFormat.of().formatHex(later, 20, 36)).isEqualTo("820b0000000000000000ff8804010200");
        }
    }

    @Test
    void whatMustNotOrCannotBeDivided_isNot() {
        byte[] packet = TestPackets.ipv4(AT, 1400, 17, "10.0.0.1", "10.0.0.9");
        packet[AT + 6] = 0x40;
        assertThat(Ipv4Fragments.count(packet, AT, 1400, 1000)).as("DF").isZero();
        packet[AT + 6] = 0x60;
        assertThat(Ipv4Fragments.count(packet, AT, 1400, 1000)).as("DF and MF").isZero();
        byte[] ipv6 = TestPackets.ipv6(AT, 1400, 17, "fd00::1", "fd00::9");
        assertThat(Ipv4Fragments.count(ipv6, AT, 1400, 1000)).as("IPv6").isZero();
        byte[] beyond = TestPackets.ipv4(AT, 1400, 17, "10.0.0.1", "10.0.0.9");
        ByteBuffer.wrap(beyond).putShort(AT + 6, (short) ((65_535 - 1400) / 8));
        assertThat(Ipv4Fragments.count(beyond, AT, 1400, 1000))
                .as("just the end")
                .isEqualTo(2);
        ByteBuffer.wrap(beyond).putShort(AT + 6, (short) ((65_535 - 1400) / 8 + 1));
        assertThat(Ipv4Fragments.count(beyond, AT, 1400, 1000))
                .as("beyond the end")
                .isZero();
    }

    /** Any packet, any limit: what comes out is as RFC 791 says, and a slow receiver puts the same data together. */
    @Test
    void fragments_ofAnyPacket_areWhatAReceiverExpects() {
        Random random = new Random(791);
        int divided = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] packet = random(random);
            int length = packet.length - AT;
            int limit = 20 + random.nextInt(random.nextBoolean() ? 100 : 1500);
            int count = Ipv4Fragments.count(packet, AT, length, limit);
            int header = (packet[AT] & 0x0F) * 4;
            boolean fits = limit - header >= 8;
            boolean allowed = (packet[AT + 6] & 0x40) == 0;
            boolean inRange = start(packet, AT) + length <= 65_535;
            assertThat(count > 0).isEqualTo(fits && allowed && inRange);
            if (count > 0) {
                List<byte[]> fragments = fragments(packet, limit);
                check(packet, fragments, limit);
                divided += fragments.size() > 1 ? 1 : 0;
                checkTwice(packet, fragments, limit);
            }
        }
        assertThat(divided).as("packets that were divided").isGreaterThan(5_000);
    }

    @Test
    void anyBytes_areTaken() {
        Random random = new Random(792);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextInt(4) != 0) {
                bytes[0] = (byte) (0x40 + random.nextInt(16));
                ByteBuffer.wrap(bytes).putShort(2, (short) (bytes.length + random.nextInt(3) - 1));
            }
            int limit = random.nextInt(200) - 50;
            int count = Ipv4Fragments.count(bytes, 0, bytes.length, limit);
            byte[] into = new byte[Math.max(0, limit)];
            for (int k = 0; k < count; k++) {
                assertThat(Ipv4Fragments.write(bytes, 0, bytes.length, limit, k, into, 0))
                        .isBetween(20, limit);
            }
        }
    }

    private static void check(byte[] packet, List<byte[]> fragments, int limit) {
        byte[] original = Arrays.copyOfRange(packet, AT, packet.length);
        int header = (original[0] & 0x0F) * 4;
        byte[] copied = copied(original, header);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int k = 0; k < fragments.size(); k++) {
            byte[] fragment = fragments.get(k);
            int ownHeader = (fragment[0] & 0x0F) * 4;
            boolean last = k == fragments.size() - 1;
            assertThat(fragment.length).isLessThanOrEqualTo(limit);
            assertThat(IpPacket.length(fragment, 0, fragment.length)).isEqualTo(fragment.length);
            assertThat(TestPackets.sum(fragment, 0, ownHeader)).as("checksum").isZero();
            for (int same : new int[] {1, 4, 5, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19}) {
                assertThat(fragment[same]).isEqualTo(original[same]);
            }
            assertThat(fragment[6] & 0xC0).as("bits that are not changed").isEqualTo(original[6] & 0xC0);
            assertThat((fragment[6] & 0x20) != 0).as("more").isEqualTo(!last || (original[6] & 0x20) != 0);
            assertThat(start(fragment, 0)).isEqualTo(start(original, 0) + data.size());
            assertThat(Arrays.copyOfRange(fragment, 20, ownHeader))
                    .isEqualTo(k == 0 ? Arrays.copyOfRange(original, 20, header) : copied);
            if (!last) {
                assertThat((fragment.length - ownHeader) % 8).isZero();
            }
            data.write(fragment, ownHeader, fragment.length - ownHeader);
        }
        assertThat(data.toByteArray()).isEqualTo(Arrays.copyOfRange(original, header, original.length));
    }

    /** What was divided is divided again on a narrower path. */
    private static void checkTwice(byte[] packet, List<byte[]> fragments, int limit) {
        int narrower = limit - 8;
        int header = (packet[AT] & 0x0F) * 4;
        if (narrower - header < 8) {
            return;
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] fragment : fragments) {
            byte[] moved = new byte[AT + fragment.length];
            System.arraycopy(fragment, 0, moved, AT, fragment.length);
            for (byte[] again : fragments(moved, narrower)) {
                int ownHeader = (again[0] & 0x0F) * 4;
                assertThat(start(again, 0)).isEqualTo(start(packet, AT) + data.size());
                data.write(again, ownHeader, again.length - ownHeader);
            }
        }
        assertThat(data.toByteArray()).isEqualTo(Arrays.copyOfRange(packet, AT + header, packet.length));
    }

    /** Option by option, as RFC 791 section 3.1 describes them. */
    private static byte[] copied(byte[] packet, int header) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        List<Integer> options = new ArrayList<>();
        for (int i = 20; i < header; i++) {
            options.add(packet[i] & 0xFF);
        }
        while (!options.isEmpty() && options.getFirst() != 0) {
            int size = options.getFirst() == 1 ? 1 : options.size() > 1 ? options.get(1) : 0;
            if (size == 0 || size > options.size() || (size == 1 && options.getFirst() != 1)) {
                break;
            }
            if (options.getFirst() >= 128) {
                options.subList(0, size).forEach(copied::write);
            }
            options.subList(0, size).clear();
        }
        while (copied.size() % 4 != 0) {
            copied.write(0);
        }
        return copied.toByteArray();
    }

    private static byte[] random(Random random) {
        int header = 20 + (random.nextInt(3) == 0 ? 4 * random.nextInt(11) : 0);
        byte[] packet = new byte[AT + header + random.nextInt(random.nextBoolean() ? 64 : 1500)];
        random.nextBytes(packet);
        packet[AT] = (byte) (0x40 | header / 4);
        ByteBuffer.wrap(packet).putShort(AT + 2, (short) (packet.length - AT));
        int flags = switch (random.nextInt(6)) {
            case 0 -> 0x4000;
            case 1 -> MORE | random.nextInt(0x2000);
            case 2 -> random.nextInt(0x2000);
            case 3 -> 0x8000;
            default -> 0;
        };
        ByteBuffer.wrap(packet).putShort(AT + 6, (short) flags);
        int at = AT + 20;
        while (at < AT + header && random.nextInt(12) != 0) { // mostly options that are well formed
            int size = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(8);
            packet[at] = (byte) (size == 1 ? 1 : 2 + random.nextInt(254));
            if (size > 1 && at + 1 < AT + header) {
                packet[at + 1] = (byte) size;
            }
            at += size;
        }
        return packet;
    }

    private static byte[] withOptions(String hex, int data) {
        byte[] options = HexFormat.of().parseHex(hex);
        byte[] packet = TestPackets.ipv4(AT, 20 + options.length + data, 17, "10.0.0.1", "10.0.0.9");
        packet[AT] = (byte) (0x45 + options.length / 4);
        System.arraycopy(options, 0, packet, AT + 20, options.length);
        return packet;
    }

    private static int start(byte[] packet, int at) {
        return (ByteBuffer.wrap(packet).getShort(at + 6) & 0x1FFF) * 8;
    }

    private static List<byte[]> fragments(byte[] packet, int limit) {
        int length = packet.length - AT;
        List<byte[]> fragments = new ArrayList<>();
        byte[] into = new byte[limit + 5];
        int count = Ipv4Fragments.count(packet, AT, length, limit);
        for (int k = 0; k < count; k++) {
            int size = Ipv4Fragments.write(packet, AT, length, limit, k, into, 5);
            fragments.add(Arrays.copyOfRange(into, 5, 5 + size));
        }
        return fragments;
    }
}
