package dev.culvert.edge.portmap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches and answers, and which of the answers are believed. */
class SsdpMessageTest {
    private static final String ROUTER = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: " + ROUTER + "\r\n" + "USN: uuid:5a1f::" + ROUTER
                    + "\r\nEXT:\r\nServer: x\r\nlocation:  http://192.168.1.1:5000/rootDesc.xml \r\n\r\n";

    private static Optional<SsdpMessage> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return SsdpMessage.parse(bytes, bytes.length);
    }

    private static Optional<URI> location(String location, String source) {
        return new SsdpMessage(ROUTER, URI.create(location)).locationAt(IpAddress.parse(source));
    }

    @Test
    void aSearch() {
        assertThat(new String(SsdpMessage.search(ROUTER, SsdpMessage.GROUP), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
                                + ROUTER + "\r\n\r\n");
        assertThat(new String(SsdpMessage.search(ROUTER, IpAddress.parse("192.168.1.1")), StandardCharsets.US_ASCII))
                .as("one device answers at once")
                .contains("HOST: 192.168.1.1:1900\r\n")
                .doesNotContain("MX");
    }

    @Test
    void anAnswer() {
        SsdpMessage answer = parse(ANSWER).orElseThrow();
        assertThat(answer.target()).isEqualTo(ROUTER);
        assertThat(answer.location()).isEqualTo(URI.create("http://192.168.1.1:5000/rootDesc.xml"));
        assertThat(parse(ANSWER.replace("\r\n", "\n"))).contains(answer);
        assertThat(parse(ANSWER + "LOCATION: http://192.168.1.9/\r\n"))
                .as("the first counts")
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK|HTTP/1.1 404 Not Found",
                "HTTP/1.1 200 OK|NOTIFY * HTTP/1.1",
                "HTTP/1.1 200 OK|HTTP/1.1",
                "ST: urn|X: urn",
                "InternetGatewayDevice:1|MediaServer:1",
                "location:|place:",
                "http://192.168.1.1:5000/rootDesc.xml|/rootDesc.xml",
                "http://192.168.1.1:5000/rootDesc.xml|http://192.168.1.1:5000/a b",
                "http://192.168.1.1:5000/rootDesc.xml|http://[",
            })
    void whatIsNoAnswer(String part, String instead) {
        assertThat(parse(ANSWER.replace(part, instead))).isEmpty();
    }

    @Test
    void anyBytes() {
        byte[] answer = ANSWER.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SsdpMessage.parse(answer, 0)).isEmpty();
        assertThat(SsdpMessage.parse(Arrays.copyOf(answer, 2_049), 2_049)).isEmpty();
        assertThat(parse("HTTP/1.1 200 OK\r\n" + "\r\n".repeat(900) + ANSWER)).isEmpty();
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = answer.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            SsdpMessage.parse(changed, random.nextInt(changed.length + 1))
                    .ifPresent(message -> message.locationAt(IpAddress.parse("192.168.1.1")));
        }
    }

    @Test
    void aDescriptionAtTheSenderItself() {
        String location = "http://192.168.1.1:5000/rootDesc.xml";
        assertThat(location(location, "192.168.1.1")).contains(URI.create(location));
        assertThat(location("HTTP://10.0.0.1/x", "10.0.0.1")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.168.1.2:5000/,192.168.1.1",
        "https://192.168.1.1:5000/,192.168.1.1",
        "file:///etc/passwd,192.168.1.1",
        "http://203.0.113.1/,203.0.113.1",
        "http://127.0.0.1/,127.0.0.1",
        "http://router.example/,192.168.1.1",
        "http://user@192.168.1.1/,192.168.1.1",
        "http://192.168.1.1@203.0.113.1/,192.168.1.1",
        "http:192.168.1.1,192.168.1.1",
    })
    void aDescriptionAnywhereElse(String location, String source) {
        assertThat(location(location, source)).isEmpty();
    }
}
