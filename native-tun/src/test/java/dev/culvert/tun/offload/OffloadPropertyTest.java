package dev.culvert.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random packets of all kinds, split and joined, beside {@link SlowOffload}. */
class OffloadPropertyTest {
    private static final int ROUNDS = 1_500;
    private static final byte CANARY = 0x5A;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void split_isWhatTheSlowOneDoes(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Segments segments = new Segments();
        for (int round = 0; round < ROUNDS; round++) {
            SlowPacket whole = packets.headers();
            int gsoSize = packets.payloadSize();
            int most = Math.min(65_535 - whole.headerLength(), gsoSize * 50);
            whole.payload = packets.bytes(random.nextInt(most + 1));
            boolean elide = random.nextBoolean();

            List<byte[]> split = split(segments, whole.superPacket(gsoSize), random.nextInt(20), elide);

            assertSame(split, SlowOffload.split(whole, gsoSize, elide), seed, round);
            assertThat(segments.isElided()).isEqualTo(elide);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void onePacketWithoutItsChecksum_isCompletedOrLeft(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Segments segments = new Segments();
        for (int round = 0; round < ROUNDS; round++) {
            SlowPacket packet = packets.headers();
            packet.payload = packets.bytes(random.nextInt(1_500));
            boolean elide = random.nextBoolean();

            List<byte[]> one = split(segments, packet.unfinished(), random.nextInt(20), elide);

            assertSame(one, List.of(packet.bytes(elide)), seed, round);
            assertThat(segments.isElided()).isEqualTo(elide);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void join_isWhatTheSlowOneDoes(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Joiner joiner = new Joiner(1 << 19, 400);
        int joined = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<SlowOffload.Arriving> arriving = arriving(packets, random);

            List<byte[]> writes = join(joiner, arriving, random);

            assertSame(writes, SlowOffload.join(arriving), seed, round);
            joined += arriving.size() - writes.size();
        }
        assertThat(joined).as("packets that became part of another").isGreaterThan(ROUNDS);
    }

    /** Two trains that may follow one another, and between their packets others, broken ones, and silent ones. */
    private static List<SlowOffload.Arriving> arriving(RandomPackets packets, Random random) {
        List<SlowOffload.Arriving> arriving = new ArrayList<>();
        int elidedInTen = random.nextInt(4) == 0 ? 5 : 10 * random.nextInt(2);
        for (int train = 1 + random.nextInt(2); train > 0; train--) {
            for (SlowPacket packet : packets.train()) {
                boolean isElided = random.nextInt(10) < elidedInTen;
                byte[] bytes = packet.bytes(isElided);
                if (!isElided && packets.oneIn(25)) {
                    bytes = packets.spoilt(bytes);
                }
                arriving.add(new SlowOffload.Arriving(bytes, isElided));
                if (packets.oneIn(30)) {
                    arriving.add(new SlowOffload.Arriving(packets.headers().bytes(), false));
                }
            }
        }
        return arriving;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsJoined_isSplitToTheSamePackets_butForTheId(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Joiner joiner = new Joiner(1 << 19, 400);
        Segments segments = new Segments();
        for (int round = 0; round < ROUNDS; round++) {
            List<SlowOffload.Arriving> arriving = new ArrayList<>();
            List<byte[]> complete = new ArrayList<>();
            for (SlowPacket packet : packets.train()) {
                boolean isElided = packets.oneIn(3);
                arriving.add(new SlowOffload.Arriving(packet.bytes(isElided), isElided));
                complete.add(withoutId(packet.bytes()));
            }
            List<byte[]> split = new ArrayList<>();
            for (byte[] write : join(joiner, arriving, random)) {
                split(segments, write, 0, false).stream()
                        .map(OffloadPropertyTest::withoutId)
                        .forEach(split::add);
            }
            assertSame(split, complete, seed, round);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsSplit_isJoinedToTheSameSuperPacket(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Joiner joiner = new Joiner(1 << 19, 66_000);
        Segments segments = new Segments();
        for (int round = 0; round < ROUNDS; round++) {
            SlowPacket whole = packets.headers();
            whole.extra = new byte[0];
            whole.flags = whole.isTcp() ? SlowPacket.ACK | (SlowPacket.PSH * random.nextInt(2)) : 0;
            int gsoSize = packets.payloadSize();
            int most = Math.min(65_535 - whole.headerLength(), gsoSize * 50);
            whole.payload = packets.bytes(gsoSize + 1 + random.nextInt(most - gsoSize));
            boolean elide = random.nextBoolean();
            byte[] superPacket = whole.superPacket(gsoSize);
            List<SlowOffload.Arriving> arriving = split(segments, superPacket.clone(), 0, elide).stream()
                    .map(bytes -> new SlowOffload.Arriving(bytes, elide))
                    .toList();

            assertSame(join(joiner, arriving, random), List.of(superPacket), seed, round);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void splittingAnything_staysInsideItsBytes(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Segments segments = new Segments();
        for (int round = 0; round < 4 * ROUNDS; round++) {
            SlowPacket packet = packets.headers();
            packet.payload = packets.bytes(random.nextInt(300));
            byte[] read = packet.superPacket(1 + random.nextInt(200));
            byte[] body = packets.spoilt(Arrays.copyOfRange(read, 10, read.length));
            byte[] header = packets.oneIn(2) ? packets.bytes(10) : Arrays.copyOf(read, 10);
            header[1] = packets.oneIn(2) ? (byte) random.nextInt(7) : header[1];
            byte[] hostile =
                    ByteBuffer.allocate(10 + body.length).put(header).put(body).array();
            hostile = Arrays.copyOf(hostile, packets.oneIn(20) ? random.nextInt(10) : hostile.length);

            for (byte[] segment : split(segments, hostile, random.nextInt(30), random.nextBoolean())) {
                assertThat(segment.length).isPositive().isLessThanOrEqualTo(body.length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void joiningAnything_keepsWhatWasThere(long seed) {
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        Joiner joiner = new Joiner(1 << 19, 400);
        Headers headers = new Headers();
        for (int round = 0; round < ROUNDS; round++) {
            int bytes = 0;
            for (SlowPacket packet : packets.train()) {
                boolean isElided = random.nextBoolean();
                byte[] hostile = packets.oneIn(3) ? packets.spoilt(packet.bytes(isElided)) : packet.bytes(isElided);
                switch (joiner.append(hostile, 0, hostile.length, isElided)) {
                    case SEPARATE -> bytes += 10 + hostile.length;
                    case JOINED -> bytes += packet.payload.length;
                    case MALFORMED ->
                        assertThat(headers.parse(hostile, 0, hostile.length) && headers.end() == hostile.length)
                                .isFalse();
                }
            }
            int writes = joiner.finish();
            assertThat(writes == 0 ? 0 : joiner.offset(writes - 1) + joiner.length(writes - 1))
                    .isEqualTo(bytes);
            joiner.clear();
        }
    }

    /** All segments, each taken before the next is made, as a cipher would; with padding behind some. */
    private static List<byte[]> split(Segments segments, byte[] read, int offset, boolean elide) {
        byte[] bytes = new byte[offset + read.length + Segments.MOST_PADDING + 20];
        Arrays.fill(bytes, CANARY);
        System.arraycopy(read, 0, bytes, offset, read.length);
        int count = segments.begin(bytes, offset, read.length, elide);
        int longest = segments.longest();
        List<byte[]> split = new ArrayList<>();
        int touched = offset + read.length;
        while (segments.next()) {
            int from = segments.offset();
            int to = from + segments.length();
            assertThat(from).isGreaterThanOrEqualTo(offset + 10);
            assertThat(to).isLessThanOrEqualTo(offset + read.length);
            assertThat(segments.length()).isLessThanOrEqualTo(longest);
            split.add(Arrays.copyOfRange(bytes, from, to));
            int padding = (offset + split.size()) % (Segments.MOST_PADDING + 1);
            segments.pad(padding);
            assertThat(isAll(bytes, to, to + padding, (byte) 0)).isTrue();
            touched = Math.max(touched, to + padding);
        }
        assertThat(split).hasSize(count);
        assertThat(isAll(bytes, 0, offset, CANARY)).isTrue();
        assertThat(isAll(bytes, touched, bytes.length, CANARY)).isTrue();
        return split;
    }

    private static boolean isAll(byte[] bytes, int from, int to, byte value) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != value) {
                return false;
            }
        }
        return true;
    }

    /** All writes; of the packets, some are placed by at() with what a cipher leaves behind them, after others that fail. */
    private static List<byte[]> join(Joiner joiner, List<SlowOffload.Arriving> packets, Random random) {
        for (SlowOffload.Arriving packet : packets) {
            byte[] bytes = packet.bytes();
            int room = bytes.length + random.nextInt(16);
            if (random.nextInt(8) == 0) {
                int failed = joiner.at(room);
                Arrays.fill(joiner.bytes(), failed, failed + room, (byte) 0);
                joiner.discard();
            }
            int at = joiner.at(room);
            Arrays.fill(joiner.bytes(), at, at + room, (byte) 0xA5);
            System.arraycopy(bytes, 0, joiner.bytes(), at, bytes.length);
            assertThat(joiner.add(bytes.length, packet.isElided())).isNotEqualTo(Joiner.Added.MALFORMED);
        }
        List<byte[]> writes = new ArrayList<>();
        int count = joiner.finish();
        for (int i = 0; i < count; i++) {
            int from = joiner.offset(i);
            writes.add(Arrays.copyOfRange(joiner.bytes(), from, from + joiner.length(i)));
        }
        joiner.clear();
        return writes;
    }

    /** The packet with what an IPv4 id decides at 0. */
    private static byte[] withoutId(byte[] packet) {
        byte[] without = packet.clone();
        if (packet[0] >>> 4 == 4) {
            Arrays.fill(without, 4, 6, (byte) 0);
            Arrays.fill(without, 10, 12, (byte) 0);
        }
        return without;
    }

    private static void assertSame(List<byte[]> actual, List<byte[]> expected, long seed, int round) {
        assertThat(actual).as("seed %d, round %d", seed, round).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            if (!Arrays.equals(actual.get(i), expected.get(i))) {
                assertThat(actual.get(i))
                        .as("seed %d, round %d, packet %d of %d", seed, round, i, actual.size())
                        .isEqualTo(expected.get(i));
            }
        }
    }
}
