package dev.culvert.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the first version wrote, recorded. It must be understood for ever: never record it anew, add another file. */
class VersionOneTest {
    private record Line(String name, byte[] bytes) {}

    private final List<Line> lines = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = VersionOneTest.class.getResourceAsStream("version-1.txt")) {
            assertThat(in).as("version-1.txt").isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split(" ", 2);
                lines.add(new Line(parts[0], HexFormat.of().parseHex(parts[1])));
            }
        }
    }

    @Test
    void everyMessageKeepsItsKindAndItsBytes() {
        List<Line> messages = lines.subList(4, lines.size());

        assertThat(messages).hasSize(15);
        for (Line line : messages) {
            Control control = message(line);
            assertThat(control.getKindCase()).hasToString(line.name());
            assertThat(new Frame.Message(control).encoded()).as(line.name()).isEqualTo(line.bytes());
            assertThat(control.getUnknownFields().asMap()).as(line.name()).isEmpty();
        }
    }

    @Test
    void pingAndPongKeepTheirMeaning() {
        assertThat(frame(line("PING"))).isEqualTo(new Frame.Ping(0x1122334455667788L));
        assertThat(frame(line("PONG"))).isEqualTo(new Frame.Pong(0x1122334455667788L));
    }

    @Test
    void theRecordIsGenuine_alsoWhereMessagesCarryIt() {
        VerifyKey community = VerifyKey.of(line("COMMUNITY_KEY").bytes());
        byte[] bytes = line("SIGNED_RECORD").bytes();

        EdgeRecord record = SignedRecord.parse(bytes)
                .flatMap(signed -> signed.verify(community))
                .orElseThrow();

        assertThat(record.addresses()).containsExactly(IpPrefix.parse("10.0.0.1/24"), IpPrefix.parse("fd00::1/64"));
        assertThat(record.name()).isEqualTo("host1");
        assertThat(record.sequence()).isEqualTo(42);
        assertThat(record.automatic()).isTrue();
        assertThat(record.claims().suites()).containsExactly(0x80);
        assertThat(record.claims().features()).containsExactly(1);
        assertThat(record.claims().routes()).containsExactly(IpPrefix.parse("192.168.0.0/16"));
        assertThat(record.claims().groups()).containsExactly("servers");
        assertThat(message(line("REGISTER")).getRegister().getRecord().toByteArray())
                .isEqualTo(bytes);
        assertThat(message(line("INTRODUCE")).getIntroduce().getRecord().toByteArray())
                .isEqualTo(bytes);
        assertThat(message(line("PEER_INFO")).getPeerInfo().getRecord().toByteArray())
                .isEqualTo(bytes);
    }

    @Test
    void fieldsKeepTheirMeaning() {
        Control answer = message(line("REGISTERED"));
        Registered registered = answer.getRegistered();

        assertThat(answer.getAck()).isEqualTo(1_006);
        assertThat(ControlMessages.prefix(registered.getAddress())).contains(IpPrefix.parse("10.0.0.1/24"));
        assertThat(ControlMessages.endpoint(registered.getObserved()))
                .contains(new Endpoint(IpAddress.parse("198.51.100.7"), 50_000));
        assertThat(ControlMessages.endpoint(registered.getStun(0)))
                .contains(new Endpoint(IpAddress.parse("2001:db8::7"), 3_478));
        assertThat(registered.getRelayToken()).isEqualTo(0xFEDCBA9876543210L);
        assertThat(registered.getLeaseSeconds()).isEqualTo(3_600);
        assertThat(registered.getHeldForSeconds()).isEqualTo(60);
        assertThat(registered.getOthers()).isEqualTo(2);
        assertThat(registered.getRelays()).isTrue();
        assertThat(message(line("REFUSED")).getRefused().getReason()).isEqualTo(Reason.REASON_ADDRESS_HELD);
        assertThat(message(line("REFUSED")).getRefused().getSequenceHeld()).isEqualTo(42);
        assertThat(message(line("INTRODUCE")).getIntroduce().getRelayId()).isEqualTo(0x80000003);
        assertThat(message(line("UNKNOWN")).getUnknown().getAbsent()).isTrue();
        assertThat(message(line("PEER_GONE")).getPeerGone().getLeft()).isTrue();
    }

    private Line line(String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Control message(Line line) {
        Frame frame = frame(line);
        assertThat(frame).as(line.name()).isInstanceOf(Frame.Message.class);
        return ((Frame.Message) frame).control();
    }

    private static Frame frame(Line line) {
        return Frame.parse(line.bytes(), 0, line.bytes().length).orElseThrow();
    }
}
