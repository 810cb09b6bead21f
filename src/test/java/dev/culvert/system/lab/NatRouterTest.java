package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the NATs of a lab do, seen from outside. */
@Timeout(60)
final class NatRouterTest {
    private static final int PRIVATE_PORT = 7777;
    private static final int SERVERS = 4;

    @Test
    void portPreserving_showsAllDestinationsOnePort() throws IOException {
        assertThat(publicPorts(NatKind.CONE)).containsExactly(PRIVATE_PORT);
    }

    @Test
    void symmetric_showsEachDestinationAnotherPort() throws IOException {
        // Of 64,512 ports, two of four are equal once in ten thousand runs; all four never.
        assertThat(publicPorts(NatKind.RANDOM)).hasSizeGreaterThanOrEqualTo(SERVERS - 1);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FULL_CONE", "RESTRICTED"})
    void onlyWhatWasAskedFor_comesIn(NatKind kind) throws IOException {
        try (Lab lab = Lab.open()) {
            Host isp = lab.host("isp");
            Host inside = lab.host("in1");
            NatRouter nat = lab.nat("nat1", kind, isp, inside);
            try (DatagramChannel client = bound(inside, "192.168.1.2", PRIVATE_PORT);
                    DatagramChannel asked = bound(isp, nat.gateway(), 4000);
                    DatagramChannel stranger = bound(isp, nat.gateway(), 4001)) {
                send(client, "question", asked.getLocalAddress());
                InetSocketAddress mapping = receive(asked).source();
                assertThat(mapping.getHostString()).isEqualTo(nat.address());
                // It would overtake nothing: both travel the same links in order.
                send(stranger, "unasked", mapping);
                send(asked, "answer", mapping);
                assertThat(receive(client).text()).isEqualTo("answer");
            }
        }
    }

    @Test
    void routerItself_answersNobodyOutside() {
        try (Lab lab = Lab.open()) {
            Host isp = lab.host("isp");
            Host inside = lab.host("in1");
            NatRouter nat = lab.nat("nat1", NatKind.CONE, isp, inside);
            assertThat(inside.ping(nat.gateway(), 1).lost()).isZero();
            assertThat(isp.attempt(Duration.ofSeconds(5), List.of("ping", "-c1", "-W1", nat.address()))
                            .exit())
                    .isEqualTo(1);
        }
    }

    @Test
    void hostsBehindOneRouter_reachEachOther_andShareItsAddress() throws IOException {
        try (Lab lab = Lab.open()) {
            Host isp = lab.host("isp");
            Host first = lab.host("in1");
            Host second = lab.host("in2");
            NatRouter nat = lab.nat("nat1", NatKind.CONE, isp, first, second);
            assertThat(first.ping("192.168.1.3", 1).lost()).isZero();
            try (DatagramChannel a = bound(first, "192.168.1.2", PRIVATE_PORT);
                    DatagramChannel b = bound(second, "192.168.1.3", PRIVATE_PORT);
                    DatagramChannel server = bound(isp, nat.gateway(), 4000)) {
                send(a, "a", server.getLocalAddress());
                send(b, "b", server.getLocalAddress());
                InetSocketAddress one = receive(server).source();
                InetSocketAddress other = receive(server).source();
                assertThat(List.of(one.getHostString(), other.getHostString())).containsOnly(nat.address());
                assertThat(one.getPort()).isNotEqualTo(other.getPort());
            }
        }
    }

    /** The ports that servers on several addresses and ports see of one socket behind the NAT. */
    private static Set<Integer> publicPorts(NatKind kind) throws IOException {
        try (Lab lab = Lab.open()) {
            Host isp = lab.host("isp");
            isp.address("lo", "198.51.100.1/32");
            Host inside = lab.host("in1");
            NatRouter nat = lab.nat("nat1", kind, isp, inside);
            Set<Integer> ports = new HashSet<>();
            try (DatagramChannel client = bound(inside, "192.168.1.2", PRIVATE_PORT)) {
                for (int i = 0; i < SERVERS; i++) {
                    String address = i % 2 == 0 ? nat.gateway() : "198.51.100.1";
                    try (DatagramChannel server = bound(isp, address, 4000 + i)) {
                        send(client, "question", server.getLocalAddress());
                        ports.add(receive(server).source().getPort());
                    }
                }
            }
            return ports;
        }
    }

    private record Received(InetSocketAddress source, String text) {}

    private static DatagramChannel bound(Host host, String address, int port) {
        return host.call(
                () -> DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, port)));
    }

    private static void send(DatagramChannel from, String text, SocketAddress to) throws IOException {
        from.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), to);
    }

    private static Received receive(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        InetSocketAddress source = (InetSocketAddress) Objects.requireNonNull(channel.receive(buffer));
        return new Received(source, new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
    }
}
