package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.Frame;
import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.stun.StunResponder;
import java.util.Optional;

/** What a member, a supernode or a stranger can make Culvert's own parsers read: frames, records, STUN. None throws. */
class ControlFuzzTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive(
            "fuzz", CommunitySecret.of(new byte[CommunitySecret.BYTES]).encoded());
    private static final StunResponder RESPONDER = new StunResponder(null, false);
    /** RFC 4291 section 2.5.5.2. */
    private static final ByteString MAPPED_IPV4 =
            ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF});

    private static final Endpoint SOURCE = new Endpoint(IpAddress.parse("192.0.2.1"), 4_500);

    @FuzzTest
    void anyBytes(byte[] input) {
        Optional<Frame> frame = Frame.parse(input, 0, input.length);
        frame.ifPresent(ControlFuzzTest::survivesTheWire);
        ByteString field = ByteString.copyFrom(input);
        assertThat(ControlMessages.key(field).isPresent()).isEqualTo(input.length == 32);
        Optional<IpAddress> address = ControlMessages.address(field);
        assertThat(address.isPresent())
                .isEqualTo(input.length == 4 || (input.length == 16 && !field.startsWith(MAPPED_IPV4)));
        address.ifPresent(read -> assertThat(ControlMessages.bytes(read)).isEqualTo(field));
        SignedRecord.parse(input)
                .ifPresent(record ->
                        assertThat(record.verify(COMMUNITY.publicKey())).isEmpty());
        StunResponder.Answer answer = RESPONDER.respond(input, 0, input.length, SOURCE);
        if (answer != null) {
            assertThat(RESPONDER.respond(answer.message(), 0, answer.message().length, SOURCE))
                    .as("two responders that answer each other for ever")
                    .isNull();
        }
    }

    private static void survivesTheWire(Frame frame) {
        byte[] again = frame.encoded();
        assertThat(Frame.parse(again, 0, again.length)).contains(frame);
    }
}
