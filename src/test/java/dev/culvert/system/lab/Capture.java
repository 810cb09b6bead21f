package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every IP packet that an interface sends or receives, from {@link #on} to {@link #close} (packet(7)). The kernel keeps
 * a copy as the packet passes, so whatever has arrived anywhere has been captured before. One thread.
 */
public final class Capture implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final int ETH_P_ALL = 3;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int EAGAIN = 11;

    /** Offloaded packets are as large as IP allows. */
    private static final int BUFFER_BYTES = 1 << 17;

    private static final int SOCKET_BUFFER_BYTES = 128 << 20;
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;

    static {
        Native.register(Capture.class, Platform.C_LIBRARY_NAME);
    }

    private final int descriptor;
    private final List<byte[]> packets = new ArrayList<>();
    private boolean closed;

    /**
     * A UDP datagram as it was seen.
     *
     * @param payload what is behind the UDP header; offloaded datagrams are seen as one, before they are cut
     */
    public record Datagram(Endpoint source, Endpoint destination, byte[] payload) {}

    private Capture(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Starts to capture at an interface of a host. */
    public static Capture on(Host host, String device) {
        return host.lab().own(host.call(() -> open(device)));
    }

    private static Capture open(String device) throws Exception {
        // Without a protocol the socket captures nothing until it is bound to the one interface.
        int descriptor = socket(AF_PACKET, SOCK_DGRAM_CLOEXEC, 0);
        check("socket", descriptor);
        Capture capture = new Capture(descriptor);
        try {
            byte[] size = ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(SOCKET_BUFFER_BYTES)
                    .array();
            check("setsockopt", setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, size, size.length));
            int index = if_nametoindex(device);
            assertThat(index).as("index of %s", device).isPositive();
            byte[] address = ByteBuffer.allocate(SOCKADDR_LL_BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) AF_PACKET)
                    .put((byte) 0)
                    .put((byte) ETH_P_ALL)
                    .putInt(index)
                    .array();
            check("bind", bind(descriptor, address, address.length));
            return capture;
        } catch (Exception | Error e) {
            close(descriptor);
            throw e;
        }
    }

    /** All IP packets so far. Fails if some were missed for want of room. */
    public List<byte[]> packets() {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            int length = recv(descriptor, buffer, buffer.length, MSG_DONTWAIT);
            if (length < 0) {
                assertThat(Native.getLastError()).as("errno of recv").isEqualTo(EAGAIN);
                break;
            }
            if (IpPacket.length(buffer, 0, length) != IpPacket.MALFORMED) {
                packets.add(Arrays.copyOf(buffer, length));
            }
        }
        byte[] statistics = new byte[8];
        check(
                "getsockopt",
                getsockopt(
                        descriptor, SOL_PACKET, PACKET_STATISTICS, statistics, new IntByReference(statistics.length)));
        int missed = ByteBuffer.wrap(statistics).order(ByteOrder.nativeOrder()).getInt(4);
        assertThat(missed).as("packets that the capture missed").isZero();
        return List.copyOf(packets);
    }

    /** All UDP datagrams so far; of a fragmented one the first fragment. */
    public List<Datagram> datagrams() {
        return packets().stream().filter(Capture::isUdp).map(Capture::datagram).toList();
    }

    /** Whether the bytes stand in some packet, anywhere in it. */
    public boolean saw(byte[] bytes) {
        return packets().stream().anyMatch(packet -> contains(packet, bytes));
    }

    /** Whether the bytes stand anywhere in the packet. */
    public static boolean contains(byte[] packet, byte[] bytes) {
        for (int at = 0; at + bytes.length <= packet.length; at++) {
            if (Arrays.equals(packet, at, at + bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUdp(byte[] packet) {
        boolean ipv4 = packet[0] >>> 4 == 4;
        boolean laterFragment = ipv4 && (ByteBuffer.wrap(packet).getShort(6) & 0x1FFF) != 0;
        return packet[ipv4 ? 9 : 6] == UDP && !laterFragment && packet.length >= headerLength(packet) + UDP_HEADER;
    }

    private static int headerLength(byte[] packet) {
        return packet[0] >>> 4 == 4 ? (packet[0] & 0x0F) * 4 : 40;
    }

    private static Datagram datagram(byte[] packet) {
        int udp = headerLength(packet);
        ByteBuffer ports = ByteBuffer.wrap(packet, udp, 4);
        var source = new IpAddress(IpPacket.sourceHigh(packet, 0), IpPacket.sourceLow(packet, 0));
        var destination = new IpAddress(IpPacket.destinationHigh(packet, 0), IpPacket.destinationLow(packet, 0));
        return new Datagram(
                new Endpoint(source, ports.getShort() & 0xFFFF),
                new Endpoint(destination, ports.getShort() & 0xFFFF),
                Arrays.copyOfRange(packet, udp + UDP_HEADER, IpPacket.length(packet, 0, packet.length)));
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw new AssertionError(call + " of a capture: errno " + Native.getLastError());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            close(descriptor);
        }
    }

    private static native int socket(int family, int type, int protocol);

    private static native int setsockopt(int descriptor, int level, int name, byte[] value, int length);

    private static native int getsockopt(int descriptor, int level, int name, byte[] value, IntByReference length);

    private static native int if_nametoindex(String device);

    private static native int bind(int descriptor, byte[] address, int length);

    private static native int recv(int descriptor, byte[] buffer, long length, int flags);

    private static native int close(int descriptor);
}
