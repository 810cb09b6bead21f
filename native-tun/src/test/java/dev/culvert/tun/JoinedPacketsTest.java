package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.tun.offload.Joiner;
import dev.culvert.tun.offload.RandomPackets;
import dev.culvert.tun.offload.Samples;
import dev.culvert.tun.offload.SlowPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** That the kernel takes what {@link Joiner} makes for what it was before. */
@ExtendWith(FreshNamespace.class)
@Timeout(30)
class JoinedPacketsTest {
    private static final TunConfig CONFIG =
            new TunConfig("cvt-t0", 1400, 1, true, TestLink.prefixes("10.0.0.3/24", "fd00::3/64"), List.of());
    private static final int PORT = 5_201;

    private final Joiner joiner = new Joiner(70_000, 10);

    @Test
    void joinedDatagrams_areReceivedOneByOne() throws Exception {
        try (TunDevice device = TunDevice.open(CONFIG);
                DatagramSocket ipv4 = socket("10.0.0.3")) {
            PacketPort port = new PacketPort(device.queue(0));
            for (boolean isElided : new boolean[] {false, true}) {
                writeThree(port, Samples.udp4(100), isElided);
                assertThat(List.of(received(ipv4), received(ipv4), received(ipv4)))
                        .containsExactly(
                                Samples.udp4(100).payload, Samples.udp4(100).payload, Samples.udp4(50).payload);
            }
        }
    }

    @Test
    void joinedDatagramsOverIpv6_areReceivedOneByOne() throws Exception {
        try (TunDevice device = TunDevice.open(CONFIG)) {
            PacketPort port = new PacketPort(device.queue(0));
            Await.until("the address is taken up", () -> {
                try (DatagramSocket socket = socket("fd00::3")) {
                    return socket.isBound();
                } catch (SocketException e) {
                    return false;
                }
            });
            try (DatagramSocket socket = socket("fd00::3")) {
                writeThree(port, Samples.udp6(100), false);
                assertThat(List.of(received(socket), received(socket), received(socket)))
                        .containsExactly(
                                Samples.udp6(100).payload, Samples.udp6(100).payload, Samples.udp6(50).payload);
            }
        }
    }

    @Test
    void joinedSegments_areReceivedAsTheirStream() throws Exception {
        try (TunDevice device = TunDevice.open(CONFIG);
                ServerSocket server = new ServerSocket(PORT, 1, InetAddress.getByName("10.0.0.3"))) {
            PacketPort port = new PacketPort(device.queue(0));
            SlowPacket opening = Samples.tcp4(0);
            opening.options = new byte[0];
            opening.flags = SlowPacket.SYN;
            append(opening, false);
            assertThat(write(port)).isOne();
            byte[] answer = port.readMatching(10 + 20 + 13, SlowPacket.SYN | SlowPacket.ACK);

            SlowPacket first = Samples.tcp4(100);
            first.options = new byte[0];
            first.sequence = opening.sequence + 1;
            first.acknowledgment = ByteBuffer.wrap(answer).getInt(10 + 20 + 4) + 1;
            writeThree(port, first, true);
            try (Socket connection = server.accept()) {
                SlowPacket second = Samples.after(first, 100);
                ByteBuffer stream = ByteBuffer.allocate(250);
                stream.put(first.payload).put(second.payload).put(Samples.after(second, 50).payload);
                assertThat(connection.getInputStream().readNBytes(250)).isEqualTo(stream.array());
            }
        }
    }

    /** For other hosts, mostly: the kernel reads the vnet header and the headers before it drops them. */
    @Test
    void whateverIsJoined_isTaken() throws Exception {
        try (TunDevice device = TunDevice.open(CONFIG)) {
            PacketPort port = new PacketPort(device.queue(0));
            Random random = new Random(1);
            RandomPackets packets = new RandomPackets(random);
            int joined = 0;
            for (int round = 0; round < 2_000; round++) {
                boolean isElided = random.nextBoolean();
                List<SlowPacket> train = packets.train();
                int writes = 0;
                for (SlowPacket packet : train) {
                    byte[] bytes = packet.bytes(isElided);
                    if (!joiner.fits(bytes.length)) {
                        writes += write(port);
                    }
                    joiner.append(bytes, 0, bytes.length, isElided);
                }
                writes += write(port);
                joined += train.size() - writes;
            }
            assertThat(joined).as("packets that became part of another").isGreaterThan(2_000);
        }
    }

    private void writeThree(PacketPort port, SlowPacket first, boolean isElided) {
        SlowPacket second = Samples.after(first, 100);
        append(first, isElided);
        append(second, isElided);
        append(Samples.after(second, 50), isElided);
        assertThat(write(port)).as("super-packets").isOne();
    }

    private void append(SlowPacket packet, boolean isElided) {
        byte[] bytes = packet.bytes();
        joiner.append(bytes, 0, bytes.length, isElided);
    }

    private int write(PacketPort port) {
        int count = joiner.finish();
        for (int i = 0; i < count; i++) {
            int from = joiner.offset(i);
            byte[] whole = Arrays.copyOfRange(joiner.bytes(), from, from + joiner.length(i));
            assertThat(port.write(whole)).isEqualTo(whole.length);
        }
        joiner.clear();
        return count;
    }

    private static DatagramSocket socket(String address) throws SocketException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, PORT));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static byte[] received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no datagram came", e);
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
