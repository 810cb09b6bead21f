package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device gets of offload. */
@ExtendWith(FreshNamespace.class)
@Timeout(30)
class TunOffloadTest {
    @Test
    void kernelThatHasAll_isAskedForUdpLast() {
        List<Integer> asked = new ArrayList<>();
        TunOffload offload = TunOffload.negotiate(asked::add);
        assertThat(offload).isEqualTo(new TunOffload(true, true, List.of()));
        assertThat(asked).containsExactly(0x07, 0x67);
    }

    @Test
    void kernelWithoutUdp_givesTcp_andSaysSo() {
        TunOffload offload = TunOffload.negotiate(flags -> flags == 0x07);
        assertThat(offload.vnetHeader()).isTrue();
        assertThat(offload.udp()).isFalse();
        assertThat(offload.shortfalls()).singleElement().asString().contains("UDP", "6.2");
    }

    @Test
    void kernelWithoutAny_isUsedWithoutHeaders_andSaysSo() {
        TunOffload offload = TunOffload.negotiate(_ -> false);
        assertThat(offload.vnetHeader()).isFalse();
        assertThat(offload.udp()).isFalse();
        assertThat(offload.shortfalls()).hasSize(1);
    }

    /** Whole segments, each with 48 bytes around it, in one send of 65,469 bytes and 64 segments; the kernel leaves 321 free. */
    @ParameterizedTest
    @CsvSource({"1400, 45", "1280, 49", "576, 64", "9000, 7", "65456, 1"})
    void superPacket_isAsManySegmentsAsOneSendCarries(int mtu, int segments) {
        TunConfig config = new TunConfig("cvt-t0", mtu, 1, true, List.of(), List.of());
        assertThat(segments == 1 || segments * (mtu + 48) <= 65_469).isTrue();
        assertThat(Math.max(1, (config.superPacketLimit() - 321) / (mtu - 52))).isEqualTo(segments);
        assertThat(config.superPacketLimit()).isBetween(mtu, 65_535);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void device_hasAll_andTheKernelKnowsTheLimit(int queues) throws Exception {
        try (TunDevice device = TunDevice.open(config(queues, true))) {
            assertThat(device.offload()).isEqualTo(new TunOffload(true, true, List.of()));
            assertThat(details()).contains("gso_max_size 60981", "vnet_hdr on");
            assertThat(ipv4Limit()).isEqualTo(60_981);
        }
    }

    @Test
    void deviceThatIsToHaveNone_hasNone() throws Exception {
        try (TunDevice device = TunDevice.open(config(1, false))) {
            assertThat(device.offload()).isEqualTo(TunOffload.NONE);
            assertThat(details()).contains("vnet_hdr off");
        }
    }

    private static TunConfig config(int queues, boolean offload) {
        return new TunConfig("cvt-t0", 1400, queues, offload, TestLink.prefixes("10.0.0.3/24"), List.of());
    }

    /** IFLA_GSO_IPV4_MAX_SIZE, which older versions of ip do not show. */
    private static int ipv4Limit() throws TunException {
        try (RouteSocket socket = RouteSocket.open()) {
            byte[] limit = socket.query("test", LinkMessages.find("cvt-t0"))
                    .getFirst()
                    .attribute(16, 63)
                    .orElseThrow();
            return ByteBuffer.wrap(limit).order(ByteOrder.nativeOrder()).getInt();
        }
    }

    private static String details() throws IOException {
        Process ip = new ProcessBuilder("ip", "-d", "link", "show", "cvt-t0").start();
        return new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
