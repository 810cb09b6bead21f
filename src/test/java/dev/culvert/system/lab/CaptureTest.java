package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CaptureTest {
    private static final byte[] MARK = "a marked datagram".getBytes(StandardCharsets.US_ASCII);

    @Test
    void datagramsOfBothDirections_areSeenWhole() throws IOException {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            Host b = lab.host("b");
            Link link = lab.link(a, "192.0.2.1/24", b, "192.0.2.2/24");
            lab.link(a, "2001:db8::1/64", b, "2001:db8::2/64");
            InetSocketAddress toA = new InetSocketAddress("192.0.2.1", 4000);
            InetSocketAddress toB = new InetSocketAddress("192.0.2.2", 5000);
            try (Capture here = Capture.on(b, link.bInterface());
                    Capture elsewhere = Capture.on(b, "to-a2");
                    DatagramChannel atA = a.call(() -> DatagramChannel.open().bind(toA));
                    DatagramChannel atB = b.call(() -> DatagramChannel.open().bind(toB))) {
                assertThat(here.saw(MARK)).isFalse();
                atA.send(ByteBuffer.wrap(MARK), toB);
                atB.receive(ByteBuffer.allocate(100));
                assertThat(here.saw(MARK)).isTrue();
                atB.send(ByteBuffer.wrap(new byte[1400]), toA);
                atA.receive(ByteBuffer.allocate(2000));

                assertThat(here.datagrams())
                        .extracting(Capture.Datagram::source, Capture.Datagram::destination, d -> d.payload().length)
                        .containsExactly(
                                tuple(endpoint(toA), endpoint(toB), MARK.length),
                                tuple(endpoint(toB), endpoint(toA), 1400));
                assertThat(here.datagrams().getFirst().payload()).isEqualTo(MARK);
                assertThat(here.saw("a marked datagrams".getBytes(StandardCharsets.US_ASCII)))
                        .isFalse();
                // Not empty: a host announces itself on a new link (MLD, neighbour discovery).
                assertThat(elsewhere.datagrams()).isEmpty();
                assertThat(elsewhere.saw(MARK)).isFalse();
                int before = elsewhere.packets().size();
                assertThat(a.ping("2001:db8::2", 1).lost()).isZero();
                assertThat(elsewhere.packets()).hasSizeGreaterThan(before);
            }
        }
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(IpAddress.of(address.getAddress()), address.getPort());
    }
}
