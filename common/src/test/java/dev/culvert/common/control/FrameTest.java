package dev.culvert.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.time.Limits;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void pingIsDrawnAsTheProtocolDrawsIt() {
        byte[] ping = new Frame.Ping(0x0102030405060708L).encoded(16);

        assertThat(HexFormat.of().formatHex(ping)).isEqualTo("01010800" + "0807060504030201" + "00000000");
        assertThat(parse(ping)).contains(new Frame.Ping(0x0102030405060708L));
    }

    @Test
    void paddingIsNotRead() {
        Control control = Control.newBuilder().setId(5).build();

        byte[] padded = Arrays.copyOf(new Frame.Message(control).encoded(), 1_400);
        Arrays.fill(padded, 10, 1_400, (byte) 0xFF);

        assertThat(parse(padded)).contains(new Frame.Message(control));
        assertThat(parse(new Frame.Pong(-1).encoded(1_400))).contains(new Frame.Pong(-1));
    }

    @Test
    void whatIsNoFrameIsNothing() {
        byte[] ping = new Frame.Ping(1).encoded();
        for (int length = 0; length < ping.length; length++) {
            assertThat(parse(Arrays.copyOf(ping, length))).as("%d", length).isEmpty();
        }
        assertThat(parse(HexFormat.of().parseHex("01020800" + "0000000000000000")))
                .as("version 2")
                .isEmpty();
        assertThat(parse(HexFormat.of().parseHex("04010800" + "0000000000000000")))
                .as("kind 4")
                .isEmpty();
        assertThat(parse(HexFormat.of().parseHex("01010700" + "0000000000000000")))
                .as("short ping")
                .isEmpty();
        assertThat(parse(HexFormat.of().parseHex("03010100" + "ff")))
                .as("no message")
                .isEmpty();
        assertThat(Frame.isFrame(new byte[] {0x45}, 0, 1)).isFalse();
        assertThat(Frame.isFrame(new byte[] {0x45, 0x03}, 1, 1)).isTrue();
        assertThat(Frame.isFrame(new byte[0], 0, 0)).isFalse();
    }

    @Test
    void anyBytesAreRead() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(48)];
            random.nextBytes(bytes);
            if (bytes.length >= 4) {
                bytes[0] = (byte) (1 + random.nextInt(3));
                bytes[1] = 1;
                bytes[2] = (byte) random.nextInt(bytes.length);
                bytes[3] = 0;
            }
            assertThat(parse(bytes)).isNotNull();
        }
    }

    @Test
    void aMessageLargerThanTheLimitIsNeitherMadeNorRead() {
        int overhead = Frame.HEADER_BYTES + withRecord(1_000).getSerializedSize() - 1_000;
        Control largest = withRecord(Limits.CONTROL_BYTES - overhead);
        Control tooLarge = withRecord(Limits.CONTROL_BYTES - overhead + 1);

        assertThat(new Frame.Message(largest).encoded()).hasSize(1_200);
        assertThat(parse(new Frame.Message(largest).encoded())).contains(new Frame.Message(largest));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Frame.Message(tooLarge).encoded())
                .withMessageContaining("REGISTER has 1201 bytes");
        byte[] payload = tooLarge.toByteArray();
        byte[] bytes = new byte[4 + payload.length];
        bytes[0] = 3;
        bytes[1] = 1;
        bytes[2] = (byte) payload.length;
        bytes[3] = (byte) (payload.length >> 8);
        System.arraycopy(payload, 0, bytes, 4, payload.length);
        assertThat(parse(bytes)).isEmpty();
    }

    private static Control withRecord(int bytes) {
        return Control.newBuilder()
                .setRegister(Register.newBuilder().setRecord(ByteString.copyFrom(new byte[bytes])))
                .build();
    }

    private static Optional<Frame> parse(byte[] bytes) {
        return Frame.parse(bytes, 0, bytes.length);
    }
}
