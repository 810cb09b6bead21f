package dev.culvert.common.net;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of both families by our own {@code sendmsg} and {@code recvmsg}: hop limit, source address and segment
 * size go with each send, the address arrived at comes with each receive. Never fragments: DF is always set.
 *
 * <p>Any thread sends; the one worker that owns it receives. It is non-blocking, and is closed only when no thread can
 * still hold it (see {@link Epochs}), because a descriptor's number is used again at once.
 */
public final class UdpSocket implements UdpPort {
    /** Largest UDP payload over IPv4. */
    public static final int MAX_PAYLOAD = 65_507;

    /** Result of {@link #receive}: nothing is waiting. */
    public static final int NOTHING = -1;

    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_IP = 0;
    private static final int IP_TTL = 2;
    private static final int IP_PKTINFO = 8;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_HOPLIMIT = 52;
    /** DF set, the kernel's own idea of the path MTU ignored: paths are measured by us. */
    private static final int PMTUDISC_PROBE = 3;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final short POLLOUT = 4;
    private static final int FULL_WAIT_MILLIS = 2;

    /** Several bursts of a fast sender; what wireguard-go uses. */
    private static final int BUFFER_BYTES = 7 << 20;

    private static final ThreadLocal<MessageHeader> SENDING =
            ThreadLocal.withInitial(() -> new MessageHeader(MAX_PAYLOAD));

    /** A worker's sockets share it: there may be hundreds of them. */
    private static final ThreadLocal<MessageHeader> RECEIVING =
            ThreadLocal.withInitial(() -> new MessageHeader(MAX_PAYLOAD));

    private final int fd;
    private final int family;
    private final int localPort;
    private final boolean keepsErrors;
    private volatile boolean shut;

    private UdpSocket(int fd, int family, int localPort, boolean keepsErrors) {
        this.fd = fd;
        this.family = family;
        this.localPort = localPort;
        this.keepsErrors = keepsErrors;
    }

    /**
     * Opens a socket on all addresses; IPv4 alone where the kernel has no IPv6.
     *
     * @param port 0 lets the kernel choose
     * @throws BindException if the port is taken or reserved
     * @throws IOException naming the step that failed
     */
    public static UdpSocket open(int port) throws IOException {
        return open(SocketAddress.AF_INET6, port);
    }

    /**
     * Opens a socket, on a port that the kernel chooses, which keeps what routers report of its datagrams.
     *
     * @throws IOException naming the step that failed
     */
    public static UdpSocket openForErrors() throws IOException {
        return open(SocketAddress.AF_INET6, 0, true);
    }

    /** Opens a socket of this family, or of IPv4 where the kernel has no IPv6. */
    static UdpSocket open(int preferred, int port) throws IOException {
        return open(preferred, port, false);
    }

    /** {@link #open(int, int)}, and whether it keeps errors. */
    static UdpSocket open(int preferred, int port, boolean keepsErrors) throws IOException {
        int family = preferred;
        int fd = LibC.socket(family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        if (fd < 0 && LibC.errno() == LibC.EAFNOSUPPORT) {
            family = SocketAddress.AF_INET;
            fd = LibC.socket(family, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        }
        if (fd < 0) {
            throw new IOException("opening a UDP socket: " + LibC.strerror(LibC.errno()));
        }
        boolean done = false;
        try {
            configure(fd, family);
            if (keepsErrors) {
                keepErrors(fd, family);
            }
            int bound = bind(fd, family, port);
            done = true;
            return new UdpSocket(fd, family, bound, keepsErrors);
        } finally {
            if (!done) {
                LibC.close(fd);
            }
        }
    }

    private static void configure(int fd, int family) throws IOException {
        if (family == SocketAddress.AF_INET6) {
            setOption(fd, SOL_IPV6, IPV6_V6ONLY, 0);
            setOption(fd, SOL_IPV6, IPV6_RECVPKTINFO, 1);
            setOption(fd, SOL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE);
        } else {
            setOption(fd, SOL_IP, IP_PKTINFO, 1);
        }
        setOption(fd, SOL_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE);
        // Beyond the system's limit with CAP_NET_ADMIN, up to it without.
        if (!trySetOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)) {
            setOption(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
        }
        if (!trySetOption(fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES)) {
            setOption(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
        }
    }

    private static void keepErrors(int fd, int family) throws IOException {
        if (family == SocketAddress.AF_INET6) {
            setOption(fd, SOL_IPV6, ErrorQueue.IPV6_RECVERR, 1);
        }
        setOption(fd, SOL_IP, ErrorQueue.IP_RECVERR, 1);
    }

    private static int bind(int fd, int family, int port) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.MAX_BYTES, Long.BYTES);
            SocketAddress.writeAny(address, family, port);
            if (LibC.bind(fd, address.address(), SocketAddress.bytes(family)) != 0) {
                int errno = LibC.errno();
                String message = "UDP port " + port + ": " + LibC.strerror(errno);
                throw errno == LibC.EADDRINUSE || errno == LibC.EACCES
                        ? new BindException(message)
                        : new IOException(message);
            }
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
            if (LibC.getsockname(fd, address.address(), length.address()) != 0) {
                throw new IOException("getsockname: " + LibC.strerror(LibC.errno()));
            }
            return SocketAddress.readPort(address);
        }
    }

    @Override
    public int localPort() {
        return localPort;
    }

    /** The descriptor, for an event loop to wait on. */
    public int descriptor() {
        return fd;
    }

    @Override
    public SendResult send(
            Endpoint remote,
            @Nullable IpAddress local,
            byte[] bytes,
            int offset,
            int length,
            int segmentSize,
            int ttl) {
        if (shut || (family == SocketAddress.AF_INET && !remote.address().isIpv4())) {
            return SendResult.FAILED;
        }
        if (length > MAX_PAYLOAD) {
            return SendResult.TOO_BIG;
        }
        MessageHeader message = SENDING.get();
        SocketAddress.write(message.address, family, remote);
        MemorySegment.copy(bytes, offset, message.payload, ValueLayout.JAVA_BYTE, 0, length);
        prepare(message, remote, local, length, segmentSize, ttl);
        int errno = transmit(message);
        if (local != null && (errno == LibC.EINVAL || errno == LibC.ENETUNREACH)) {
            // The address has left this host since packets arrived at it (EINVAL or ENETUNREACH, by family and kernel),
            // or there is no route from it: the system chooses another.
            prepare(message, remote, null, length, segmentSize, ttl);
            errno = transmit(message);
        }
        return switch (errno) {
            case 0 -> SendResult.SENT;
            case LibC.EAGAIN -> SendResult.FULL;
            case LibC.EMSGSIZE -> SendResult.TOO_BIG;
            default -> SendResult.FAILED;
        };
    }

    private void prepare(
            MessageHeader message, Endpoint remote, @Nullable IpAddress local, int length, int segmentSize, int ttl) {
        message.beginSend(SocketAddress.bytes(family), length);
        if (local != null) {
            writeSource(message, local, remote.scopeId());
        }
        if (ttl != DEFAULT_TTL) {
            boolean ipv4 = remote.address().isIpv4();
            message.addControl(ipv4 ? SOL_IP : SOL_IPV6, ipv4 ? IP_TTL : IPV6_HOPLIMIT, Integer.BYTES)
                    .set(ValueLayout.JAVA_INT, 0, ttl);
        }
        if (segmentSize != ONE_DATAGRAM && segmentSize < length) {
            message.addControl(SOL_UDP, UDP_SEGMENT, Short.BYTES).set(ValueLayout.JAVA_SHORT, 0, (short) segmentSize);
        }
    }

    /** in6_pktinfo is an address and an interface index; in_pktinfo an index, the source, and a field not used here. */
    private void writeSource(MessageHeader message, IpAddress local, int scopeId) {
        if (family == SocketAddress.AF_INET6) {
            MemorySegment info = message.addControl(SOL_IPV6, IPV6_PKTINFO, 20);
            info.set(SocketAddress.LONG_BE, 0, local.high());
            info.set(SocketAddress.LONG_BE, 8, local.low());
            info.set(ValueLayout.JAVA_INT, 16, scopeId);
        } else {
            message.addControl(SOL_IP, IP_PKTINFO, 12).set(SocketAddress.INT_BE, 4, local.ipv4Bits());
        }
    }

    /** Hands the message to the kernel; 0 or the errno. */
    private int transmit(MessageHeader message) {
        boolean waited = false;
        boolean repeated = !keepsErrors;
        while (true) {
            if (LibC.sendmsg(fd, message.pointer(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
                return 0;
            }
            int errno = LibC.errno();
            if (errno == LibC.EAGAIN && !waited) {
                awaitRoom();
                waited = true;
            } else if (errno != LibC.EAGAIN && !repeated) {
                repeated = true; // the socket may have told of an error reported before, and sent nothing
            } else if (errno != LibC.EINTR) {
                return errno;
            }
        }
    }

    private void awaitRoom() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Long.BYTES, Long.BYTES);
            pollfd.set(ValueLayout.JAVA_INT, 0, fd);
            pollfd.set(ValueLayout.JAVA_SHORT, 4, POLLOUT);
            LibC.poll(pollfd.address(), 1, FULL_WAIT_MILLIS);
        }
    }

    /**
     * Takes one waiting datagram. Only the thread that owns the socket, whose sockets share native memory.
     *
     * @param bytes receives it, at least {@link #MAX_PAYLOAD} long
     * @param arrival receives where it came from
     * @return its length, or {@link #NOTHING}
     */
    public int receive(byte[] bytes, Arrival arrival) {
        MessageHeader receiving = RECEIVING.get();
        receiving.beginReceive();
        long length = LibC.recvmsg(fd, receiving.pointer(), MSG_DONTWAIT);
        if (length < 0) {
            return NOTHING; // whatever the reason: what still waits is reported again by the event loop
        }
        MemorySegment.copy(receiving.payload, ValueLayout.JAVA_BYTE, 0, bytes, 0, (int) length);
        SocketAddress.read(receiving.address, family, arrival);
        readDestination(receiving, arrival);
        return (int) length;
    }

    private void readDestination(MessageHeader receiving, Arrival arrival) {
        boolean ipv6 = family == SocketAddress.AF_INET6;
        int at = receiving.findControl(ipv6 ? SOL_IPV6 : SOL_IP, ipv6 ? IPV6_PKTINFO : IP_PKTINFO);
        MemorySegment control = receiving.control();
        if (at < 0) {
            arrival.at(0, 0);
        } else if (ipv6) {
            arrival.at(control.get(SocketAddress.LONG_BE, at), control.get(SocketAddress.LONG_BE, at + 8L));
        } else {
            arrival.at(0, SocketAddress.mapped(control.get(SocketAddress.INT_BE, at + 4L)));
        }
    }

    /** Whether it was opened for errors. */
    public boolean keepsErrors() {
        return keepsErrors;
    }

    /** Takes one report of those that wait, or null. Only the thread that owns the socket. */
    public @Nullable IcmpError receiveError() {
        MessageHeader receiving = RECEIVING.get();
        while (true) {
            receiving.beginReceive();
            long length = LibC.recvmsg(fd, receiving.pointer(), ErrorQueue.MSG_ERRQUEUE | MSG_DONTWAIT);
            if (length < 0) {
                return null;
            }
            IcmpError error = ErrorQueue.read(receiving, family, (int) length);
            if (error != null) {
                return error;
            }
        }
    }

    /**
     * Has every send fail from now on. Comes before the descriptor is given to {@link Epochs}: a path by this socket may
     * still be in an event that waits, and be sent by long after.
     */
    public void shut() {
        shut = true;
    }

    /** Closes the descriptor. Only by {@link Epochs}, or where no other thread has ever seen the socket. */
    public void close() {
        LibC.close(fd);
    }

    private static void setOption(int fd, int level, int option, int value) throws IOException {
        if (!trySetOption(fd, level, option, value)) {
            throw new IOException("setsockopt(" + level + ", " + option + "): " + LibC.strerror(LibC.errno()));
        }
    }

    private static boolean trySetOption(int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            return LibC.setsockopt(fd, level, option, segment.address(), Integer.BYTES) == 0;
        }
    }
}
