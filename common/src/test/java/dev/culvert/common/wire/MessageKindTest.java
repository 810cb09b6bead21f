package dev.culvert.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageKindTest {
    private static final int LONGEST = 200;

    @Test
    void everyFirstByteAndLength() {
        for (int type = 0; type < 256; type++) {
            byte[] datagram = new byte[LONGEST];
            datagram[0] = (byte) type;
            for (int length = 0; length <= LONGEST; length++) {
                assertThat(MessageKind.of(datagram, 0, length))
                        .as("first byte %d, length %d", type, length)
                        .isEqualTo(expected(type, length));
            }
        }
    }

    /** The three bytes after the type are zero in WireGuard, and compared with it as one integer. */
    @Test
    void anyBitInTheReservedBytes_makesItUnknown() {
        for (int length : new int[] {32, 64, 92, 148}) {
            for (int type = 1; type <= 4; type++) {
                for (int bit = 8; bit < 32; bit++) {
                    byte[] datagram = new byte[LONGEST];
                    MessageLayout.writeInt(datagram, 0, type | (1 << bit));
                    assertThat(MessageKind.of(datagram, 0, length)).isEqualTo(MessageKind.UNKNOWN);
                }
            }
        }
    }

    @Test
    void kind_isOfTheSegmentAtTheOffset_andNothingBehindItIsRead() {
        byte[] datagrams = new byte[148 + 32];
        datagrams[0] = MessageLayout.TYPE_INITIATION;
        datagrams[148] = MessageLayout.TYPE_DATA;
        assertThat(MessageKind.of(datagrams, 0, 148)).isEqualTo(MessageKind.INITIATION);
        assertThat(MessageKind.of(datagrams, 148, 32)).isEqualTo(MessageKind.DATA);
        assertThat(MessageKind.of(datagrams, 177, 3)).isEqualTo(MessageKind.UNKNOWN);
        assertThat(MessageKind.of(datagrams, 180, 0)).isEqualTo(MessageKind.UNKNOWN);
    }

    @Test
    void stun_isNeverAMessage() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] binding = new byte[random.nextInt(20, 200)];
            random.nextBytes(binding);
            binding[0] &= 0x3F; // RFC 8489 section 5: two zero bits, the type, the length, the magic cookie
            binding[2] = (byte) ((binding.length - 20) >>> 8);
            binding[3] = (byte) (binding.length - 20);
            MessageLayout.writeInt(binding, MessageLayout.FIRST_INDEX, MessageLayout.RESERVED_INDEX);
            // Bytes 2 and 3 are zero only without attributes, and that is shorter than any message of ours.
            assertThat(MessageKind.of(binding, 0, binding.length)).isEqualTo(MessageKind.UNKNOWN);
        }
    }

    @Test
    void integers_areLittleEndian() {
        byte[] message = new byte[16];
        MessageLayout.writeDataHeader(message, 0, 0x01020304, 0x05060708090A0B0CL);
        assertThat(message).containsExactly(4, 0, 0, 0, 4, 3, 2, 1, 0x0C, 0x0B, 0x0A, 9, 8, 7, 6, 5);
        assertThat(MessageLayout.readInt(message, 4)).isEqualTo(0x01020304);
        assertThat(MessageLayout.readLong(message, 8)).isEqualTo(0x05060708090A0B0CL);
    }

    private static MessageKind expected(int type, int length) {
        return switch (type) {
            case 1 -> length == 148 ? MessageKind.INITIATION : MessageKind.UNKNOWN;
            case 2 -> length == 92 ? MessageKind.RESPONSE : MessageKind.UNKNOWN;
            case 3 -> length == 64 ? MessageKind.COOKIE_REPLY : MessageKind.UNKNOWN;
            case 4 -> length >= 32 ? MessageKind.DATA : MessageKind.UNKNOWN;
            default -> MessageKind.UNKNOWN;
        };
    }
}
