package dev.culvert.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageKindTest {
    private static final Endpoint SOURCE = new Endpoint(IpAddress.parse("192.0.2.1"), 54321);

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

    @Test
    void suiteOfOurs_hasWireGuardsLengths_andFlagsInItsDataMessagesOnly() {
        for (int type = 0; type < 256; type++) {
            for (int length = 0; length <= LONGEST; length++) {
                byte[] datagram = new byte[LONGEST];
                MessageLayout.writeInt(datagram, 0, type | 0x8000);
                MessageKind expected = type == 3 ? MessageKind.UNKNOWN : expected(type, length);
                assertThat(MessageKind.of(datagram, 0, length)).isEqualTo(expected);
                datagram[2 + (length & 1)] = 1;
                assertThat(MessageKind.of(datagram, 0, length)).isEqualTo(type == 4 ? expected : MessageKind.UNKNOWN);
            }
        }
    }

    /** The three bytes after the type are zero in WireGuard, and compared with it as one integer. */
    @Test
    void anyBitInTheReservedBytes_makesItUnknown() {
        for (int length : new int[] {32, 64, 92, 148}) {
            for (int type = 1; type <= 4; type++) {
                for (int bit = 8; bit < 32; bit++) {
                    if (bit == 15 && type != 3) {
                        continue; // suite 0x80
                    }
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
    void stun_isToldByItsCookieAndLength() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] binding = new byte[20 + 4 * random.nextInt(50)];
            random.nextBytes(binding);
            binding[0] &= 0x3F; // RFC 8489 section 5: two zero bits, the type, the length, the magic cookie
            binding[2] = (byte) ((binding.length - 20) >>> 8);
            binding[3] = (byte) (binding.length - 20);
            MessageLayout.writeInt(binding, MessageLayout.FIRST_INDEX, MessageLayout.RESERVED_INDEX);
            assertThat(MessageKind.of(binding, 0, binding.length)).isEqualTo(MessageKind.STUN);
        }
    }

    @Test
    void integers_areLittleEndian() {
        byte[] message = new byte[16];
        MessageLayout.writeDataHeader(message, 0, 0x80, 0x01020304, 0x05060708090A0B0CL);
        assertThat(message).containsExactly(4, -128, 0, 0, 4, 3, 2, 1, 0x0C, 0x0B, 0x0A, 9, 8, 7, 6, 5);
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

    @Test
    void culvertsOwn_areToldByKindVersionAndLength() {
        assertKind(CulvertLayout.hello(new byte[16]), MessageKind.HELLO);
        assertKind(
                CulvertLayout.helloReply(new byte[88], 0, new byte[32], SOURCE, new byte[16]), MessageKind.HELLO_REPLY);
        assertKind(CulvertLayout.keep(1, 2), MessageKind.KEEP);
        assertKind(CulvertLayout.keepReply(CulvertLayout.keep(1, 2), 0, SOURCE), MessageKind.KEEP_REPLY);
        assertKind(CulvertLayout.hint(new byte[16], 0), MessageKind.HINT);
    }

    private static void assertKind(byte[] message, MessageKind kind) {
        assertThat(MessageKind.of(message, 0, message.length)).isEqualTo(kind);
        assertThat(MessageKind.of(Arrays.copyOf(message, message.length + 1), 0, message.length + 1))
                .as("longer")
                .isEqualTo(MessageKind.UNKNOWN);
        byte[] otherVersion = message.clone();
        otherVersion[1]++;
        assertThat(MessageKind.of(otherVersion, 0, message.length)).isEqualTo(MessageKind.UNKNOWN);
    }

    @Test
    void relay_carriesAHintOrMore() {
        byte[] datagram = new byte[200];
        CulvertLayout.writeRelayHeader(datagram, 0, 7, -1);
        assertThat(MessageKind.of(datagram, 0, 36)).isEqualTo(MessageKind.RELAY);
        assertThat(MessageKind.of(datagram, 0, 200)).isEqualTo(MessageKind.RELAY);
        assertThat(MessageKind.of(datagram, 0, 35)).isEqualTo(MessageKind.UNKNOWN);
    }

    @Test
    void endpoint_survivesTheWire_andPortZeroIsNone() {
        byte[] reply = CulvertLayout.keepReply(CulvertLayout.keep(1, 2), 0, SOURCE);
        assertThat(CulvertLayout.readEndpoint(reply, CulvertLayout.KEEP_SOURCE)).isEqualTo(SOURCE);
        assertThat(CulvertLayout.readEndpoint(new byte[18], 0)).isNull();
    }
}
