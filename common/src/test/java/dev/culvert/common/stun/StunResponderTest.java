package dev.culvert.common.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.stun.StunResponder.Alternate;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunResponderTest {
    private static final byte[] TRANSACTION = Rfc5769.bytes("b7e7a701bc34d686fa87dfae");
    private static final Endpoint SOURCE = endpoint("192.0.2.1", 32_853);
    private static final StunResponder PLAIN = new StunResponder(null, false);

    @Test
    void bindingRequest_isAnsweredWithTheSource() {
        // The address is that of RFC 5769 section 2.2, so its bytes are known.
        assertThat(HexFormat.of().formatHex(answer(PLAIN, SOURCE)))
                .isEqualTo("0101000c2112a442b7e7a701bc34d686fa87dfae" + "002000080001a147e112a643");
    }

    @Test
    void ipv6Source() {
        assertThat(HexFormat.of().formatHex(answer(PLAIN, endpoint("2001:db8:1234:5678:11:2233:4455:6677", 32_853))))
                .isEqualTo("010100182112a442b7e7a701bc34d686fa87dfae"
                        + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    void alternate_saysWhereItAnswersFrom() {
        Endpoint origin = endpoint("198.51.100.1", 7654);
        Endpoint other = endpoint("2001:db8::2", 3478);
        StunMessage answer = parse(answer(new StunResponder(new Alternate(origin, other), false), SOURCE));
        assertThat(answer.xorMappedAddress()).contains(SOURCE);
        assertThat(answer.responseOrigin()).contains(origin);
        assertThat(answer.otherAddress()).contains(other);
    }

    @Test
    void alternate_needsASecondAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Alternate(endpoint("198.51.100.1", 7654), endpoint("198.51.100.1", 3478)))
                .withMessageContaining("second IP address");
    }

    /** What a forged source can be sent for 20 bytes; docs/ARCHITECTURE.md has these figures. */
    @ParameterizedTest
    @CsvSource({"192.0.2.1, false, 32", "192.0.2.1, true, 56", "2001:db8::1, false, 44", "2001:db8::1, true, 92"})
    void answer_isAsShortAsCanBe(String source, boolean twoAddresses, int bytes) {
        boolean ipv4 = !source.contains(":");
        Alternate alternate = ipv4
                ? new Alternate(endpoint("198.51.100.1", 7_654), endpoint("198.51.100.2", 3_478))
                : new Alternate(endpoint("2001:db8:1::1", 7_654), endpoint("2001:db8:1::2", 3_478));
        StunResponder server = new StunResponder(twoAddresses ? alternate : null, true);
        assertThat(answer(server, endpoint(source, 7_777))).hasSize(bytes);
    }

    @Test
    void fingerprint_isAnsweredByAFingerprint() {
        byte[] request = request().finish(true);
        byte[] answer = Objects.requireNonNull(answer(request));
        assertThat(parse(answer).hasFingerprint()).isTrue();
        assertThat(parse(answer).xorMappedAddress()).contains(SOURCE);
        request[request.length - 1] ^= 1;
        assertThat(answer(request)).isNull();
    }

    @Test
    void unknownRequiredAttributes_areRefusedByNumber() {
        byte[] request = request()
                .attribute(0x0003, new byte[] {0, 0, 0, 6})
                .attribute(0x8123, new byte[5])
                .attribute(0x7FFF, new byte[0])
                .finish(false);
        assertThat(HexFormat.of().formatHex(Objects.requireNonNull(answer(request))))
                .isEqualTo("011100242112a442b7e7a701bc34d686fa87dfae"
                        + "00090015" + "00000414" + HexFormat.of().formatHex(ascii("Unknown Attribute")) + "000000"
                        + "000a0004" + "00037fff");
    }

    /** RFC 5780 section 6.1: from where it is wanted, if the server has that. */
    @ParameterizedTest
    @CsvSource({"false, true, 198.51.100.1:3478", "true, false, 198.51.100.2:7654", "true, true, 198.51.100.2:3478"})
    void changeRequest_isFollowed_whereThereIsAnother(boolean address, boolean port, String origin) {
        Alternate alternate = new Alternate(endpoint("198.51.100.1", 7_654), endpoint("198.51.100.2", 3_478));
        byte[] request = StunRequest.binding(TRANSACTION, address, port);
        StunResponder.Answer answer =
                Objects.requireNonNull(new StunResponder(alternate, true).respond(request, 0, request.length, SOURCE));
        assertThat(answer.otherAddress()).isEqualTo(address);
        assertThat(answer.otherPort()).isEqualTo(port);
        assertThat(parse(answer.message()).responseOrigin().orElseThrow()).hasToString(origin);
        assertThat(parse(answer.message()).xorMappedAddress()).contains(SOURCE);
    }

    @Test
    void changeOfThePort_takesNoSecondAddress() {
        byte[] request = StunRequest.binding(TRANSACTION, false, true);
        StunResponder server = new StunResponder(null, true);
        StunResponder.Answer answer = Objects.requireNonNull(server.respond(request, 0, request.length, SOURCE));
        assertThat(answer.otherPort()).isTrue();
        assertThat(parse(answer.message()).kind()).isEqualTo(StunClass.SUCCESS);
        byte[] further = StunRequest.binding(TRANSACTION, true, true);
        StunResponder.Answer refusal = Objects.requireNonNull(server.respond(further, 0, further.length, SOURCE));
        assertThat(parse(refusal.message()).kind()).isEqualTo(StunClass.ERROR);
        assertThat(refusal.otherPort()).isFalse();
    }

    @Test
    void rfc5769Request_isRefusedForItsPriority_withFingerprint() {
        StunMessage answer = parse(Objects.requireNonNull(answer(Rfc5769.REQUEST)));
        assertThat(answer.kind()).isEqualTo(StunClass.ERROR);
        assertThat(answer.transactionId()).isEqualTo(TRANSACTION);
        assertThat(answer.hasFingerprint()).isTrue();
    }

    @Test
    void credentials_areIgnored() {
        byte[] request = request()
                .attribute(StunAttribute.USERNAME, ascii("me"))
                .attribute(StunAttribute.MESSAGE_INTEGRITY, new byte[20])
                .finish(false);
        assertThat(parse(Objects.requireNonNull(answer(request))).kind()).isEqualTo(StunClass.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0011", "0101", "0111", "0003", "0002", "4001"})
    void whatIsNoBindingRequest_isNotAnswered(String type) {
        byte[] message = request().finish(false);
        System.arraycopy(Rfc5769.bytes(type), 0, message, 0, 2);
        assertThat(answer(message)).isNull();
    }

    private static byte[] answer(StunResponder responder, Endpoint source) {
        byte[] request = request().finish(false);
        return Objects.requireNonNull(responder.respond(request, 0, request.length, source))
                .message();
    }

    private static byte @Nullable [] answer(byte[] request) {
        StunResponder.Answer answer = PLAIN.respond(request, 0, request.length, SOURCE);
        return answer == null ? null : answer.message();
    }

    private static StunWriter request() {
        return new StunWriter(StunClass.REQUEST, StunMessage.BINDING, TRANSACTION);
    }

    private static StunMessage parse(byte[] bytes) {
        return Objects.requireNonNull(StunMessage.parse(bytes, 0, bytes.length));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
