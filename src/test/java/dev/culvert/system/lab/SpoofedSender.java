package dev.culvert.system.lab;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sends UDP datagrams from whatever IPv4 address and port it is told (raw(7), with its own IP header). One thread. */
public final class SpoofedSender implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int IPPROTO_RAW = 255;
    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int SOCKADDR_IN_BYTES = 16;
    private static final byte VERSION_AND_LENGTH = 0x45;
    private static final int TTL = 64;
    private static final byte UDP = 17;

    static {
        Native.register(SpoofedSender.class, Platform.C_LIBRARY_NAME);
    }

    private final int descriptor;
    private boolean closed;

    private SpoofedSender(int descriptor) {
        this.descriptor = descriptor;
    }

    /** A sender on a host. */
    public static SpoofedSender on(Host host) {
        return host.lab().own(host.call(() -> {
            int descriptor = socket(AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_RAW);
            if (descriptor < 0) {
                throw new AssertionError("socket: errno " + Native.getLastError());
            }
            return new SpoofedSender(descriptor);
        }));
    }

    /** Sends one datagram. Its UDP checksum is left out, as IPv4 allows; the kernel adds the IP header's. */
    public void send(int sourceAddress, int sourcePort, InetSocketAddress destination, byte[] payload) {
        send(sourceAddress, sourcePort, destination, payload, TTL);
    }

    /**
     * {@link #send(int, int, InetSocketAddress, byte[])} a datagram that not every router passes on.
     *
     * @param ttl the router that is the ttl-th drops it and says so by ICMP
     */
    public void send(int sourceAddress, int sourcePort, InetSocketAddress destination, byte[] payload, int ttl) {
        byte[] address = destination.getAddress().getAddress();
        byte[] packet = ByteBuffer.allocate(IP_HEADER + UDP_HEADER + payload.length)
                .put(VERSION_AND_LENGTH)
                .put((byte) 0)
                .putShort((short) (IP_HEADER + UDP_HEADER + payload.length))
                .putInt(0)
                .put((byte) ttl)
                .put(UDP)
                .putShort((short) 0)
                .putInt(sourceAddress)
                .put(address)
                .putShort((short) sourcePort)
                .putShort((short) destination.getPort())
                .putShort((short) (UDP_HEADER + payload.length))
                .putShort((short) 0)
                .put(payload)
                .array();
        byte[] to = ByteBuffer.allocate(SOCKADDR_IN_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_INET)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) 0)
                .put(address)
                .array();
        if (sendto(descriptor, packet, packet.length, 0, to, to.length) < 0) {
            throw new AssertionError("sendto: errno " + Native.getLastError());
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

    private static native long sendto(int descriptor, byte[] bytes, long length, int flags, byte[] to, int toLength);

    private static native int close(int descriptor);
}
