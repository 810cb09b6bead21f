package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets between a queue and the kernel's own network stack. */
@ExtendWith(FreshNamespace.class)
@Timeout(30)
class TunPacketsTest {
    private static final String HOST = "10.213.0.1/30";
    private static final String PEER = "10.213.0.2/30";
    private static final String HOST6 = "fd00:213::1/64";
    private static final String PEER6 = "fd00:213::2/64";
    private static final byte[] DATA = "a packet through the tunnel".getBytes(StandardCharsets.US_ASCII);

    @Test
    void kernel_answersAnIpv4Echo() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-t0", HOST))) {
            PacketPort port = new PacketPort(device.queue(0));
            byte[] request = Packets.echoRequest(PEER, HOST, DATA);
            assertThat(port.write(request)).isEqualTo(request.length);
            byte[] reply = port.readMatching(9, Packets.ICMP);
            assertThat(reply).hasSize(request.length);
            assertThat(reply[20]).isEqualTo((byte) Packets.ICMP_ECHO_REPLY);
            assertThat(Arrays.copyOfRange(reply, 12, 20))
                    .isEqualTo(new byte[] {10, (byte) 213, 0, 1, 10, (byte) 213, 0, 2});
            assertThat(Arrays.copyOfRange(reply, 28, reply.length)).isEqualTo(DATA);
        }
    }

    @Test
    void kernel_answersAnIpv6Echo_onceItHasTakenTheAddressUp() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-t0", HOST6))) {
            PacketPort port = new PacketPort(device.queue(0));
            byte[] request = Packets.echoRequest(PEER6, HOST6, DATA);
            AtomicLong requests = new AtomicLong();
            Await.until("an echo reply", () -> {
                requests.incrementAndGet();
                assertThat(port.write(request)).isEqualTo(request.length);
                return port.resultNow() == request.length;
            });
            System.out.println("IPv6 echo requests until a reply: " + requests);
            byte[] reply = port.packet(request.length);
            assertThat(reply[6]).isEqualTo((byte) Packets.ICMPV6);
            assertThat(reply[40]).isEqualTo((byte) Packets.ICMPV6_ECHO_REPLY);
            assertThat(Arrays.copyOfRange(reply, 48, reply.length)).isEqualTo(DATA);
        }
    }

    @Test
    void readNow_takesWhatWaitsAndNeverBlocks() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-t0", HOST))) {
            PacketPort port = new PacketPort(device.queue(0));
            while (port.resultNow() != TunQueue.NOTHING) {
                // what the kernel itself sent when the link came up
            }
            byte[] request = Packets.echoRequest(PEER, HOST, DATA);
            port.write(request);
            port.write(request);
            Await.until("the first reply", () -> port.resultNow() == request.length);
            Await.until("the second reply", () -> port.resultNow() == request.length);
            assertThat(port.resultNow()).isEqualTo(TunQueue.NOTHING);
        }
    }

    @Test
    void vnetHeader_standsBeforeEveryPacket() throws Exception {
        TunConfig config = new TunConfig("cvt-t0", 1400, 1, true, TestLink.prefixes(HOST), List.of());
        try (TunDevice device = TunDevice.open(config)) {
            PacketPort port = new PacketPort(device.queue(0));
            byte[] request = Packets.echoRequest(PEER, HOST, DATA);
            byte[] framed = new byte[10 + request.length];
            System.arraycopy(request, 0, framed, 10, request.length);
            assertThat(port.write(framed)).isEqualTo(framed.length);
            byte[] reply = port.readMatching(10 + 9, Packets.ICMP);
            assertThat(reply).hasSize(framed.length).startsWith(new byte[10]);
            assertThat(reply[10 + 20]).isEqualTo((byte) Packets.ICMP_ECHO_REPLY);
        }
    }

    /** The kernel notes a flow's queue after it has handled the packet: the very first reply may come by any queue. */
    @Test
    void reply_comesBackByTheQueueThatTheFlowWasLastWrittenTo() throws Exception {
        TunConfig config = new TunConfig("cvt-t0", 1400, 4, false, TestLink.prefixes(HOST), List.of());
        try (TunDevice device = TunDevice.open(config)) {
            assertThat(device.queues()).isEqualTo(4);
            byte[] request = Packets.echoRequest(PEER, HOST, DATA);
            List<PacketPort> ports = IntStream.range(0, 4)
                    .mapToObj(i -> new PacketPort(device.queue(i)))
                    .toList();
            for (PacketPort port : ports) {
                port.write(request);
                Await.until(
                        "a reply on any queue",
                        () -> ports.stream().anyMatch(any -> any.resultNow() == request.length));
                port.write(request);
                Await.until("the reply on the same queue", () -> port.resultNow() == request.length);
            }
        }
    }

    @Test
    void write_saysWhyAPacketWasRefused() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-t0", HOST))) {
            PacketPort port = new PacketPort(device.queue(0));
            assertThat(port.write(new byte[40])).as("neither IPv4 nor IPv6").isEqualTo(-Errno.EINVAL);
            assertThat(device.queue(0).write(8, 40)).as("bad memory").isEqualTo(-Errno.EFAULT);
            TestLink.takeDown(device);
            assertThat(port.write(Packets.echoRequest(PEER, HOST, DATA)))
                    .as("link down")
                    .isEqualTo(-Errno.EIO);
        }
    }

    /** The kernel refuses an address outside user memory before it looks for a packet, with a vanished link's EFAULT. */
    @Test
    void read_intoBadMemory_isNotTakenForAVanishedInterface() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-t0", HOST))) {
            assertThat(device.queue(0).read(Long.MIN_VALUE, 1500)).isEqualTo(-Errno.EFAULT);
        }
    }
}
