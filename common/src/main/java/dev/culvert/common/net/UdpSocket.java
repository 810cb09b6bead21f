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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket of both families by our own {@code sendmsg} and {@code recvmsg}: hop limit, source address and segment
 * size go with each send, the address arrived at comes with each receive. Never fragments: DF is always set.
 *
 * <p>Any thread sends; the one worker that owns it receives. It is non-blocking, and is closed only when no thread can
 * still hold it (see {@link Epochs}), because a descriptor's number is used again at once.
 */
public final class UdpSocket implements UdpPort {
    /** Bytes that one receive may bring: a datagram, or several that were joined. */
    public static final int RECEIVE_BYTES = 65_535;

    /** Result of {@link #receive}: nothing is waiting. */
    public static final int NOTHING = -1;

    private static final Logger log = LoggerFactory.getLogger(UdpSocket.class);

    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final short POLLOUT = 4;
    private static final int FULL_WAIT_MILLIS = 2;

    private static final ThreadLocal<MessageHeader> SENDING =
            ThreadLocal.withInitial(() -> new MessageHeader(MAX_PAYLOAD));

    /** A worker's sockets share it: there may be hundreds of them. */
    private static final ThreadLocal<MessageHeader> RECEIVING =
            ThreadLocal.withInitial(() -> new MessageHeader(RECEIVE_BYTES));

    private final int fd;
    private final int family;
    private final int localPort;
    private final boolean keepsErrors;
    private volatile boolean divides;
    private volatile boolean shut;

    private UdpSocket(int fd, int family, int localPort, boolean keepsErrors, boolean divides) {
        this.fd = fd;
        this.family = family;
        this.localPort = localPort;
        this.keepsErrors = keepsErrors;
        this.divides = divides;
    }

    /** {@link #open(int, UdpOffloads)} with {@link UdpOffloads#SENDING}. */
    public static UdpSocket open(int port) throws IOException {
        return open(port, UdpOffloads.SENDING);
    }

    /**
     * Opens a socket on all addresses; IPv4 alone where the kernel has no IPv6.
     *
     * @param port 0 lets the kernel choose
     * @param offloads what is wanted of the kernel; what it does not have is done without
     * @throws BindException if the port is taken or reserved
     * @throws IOException naming the step that failed
     */
    public static UdpSocket open(int port, UdpOffloads offloads) throws IOException {
        return open(SocketAddress.AF_INET6, port, false, offloads);
    }

    /**
     * Opens a socket, on a port that the kernel chooses, which keeps what routers report of its datagrams.
     *
     * @throws IOException naming the step that failed
     */
    public static UdpSocket openForErrors(UdpOffloads offloads) throws IOException {
        return open(SocketAddress.AF_INET6, 0, true, offloads);
    }

    /** Opens a socket of this family, or of IPv4 where the kernel has no IPv6. */
    static UdpSocket open(int preferred, int port) throws IOException {
        return open(preferred, port, false, UdpOffloads.SENDING);
    }

    /** {@link #open(int, UdpOffloads)}, of this family if there is a choice, and whether it keeps errors. */
    static UdpSocket open(int preferred, int port, boolean keepsErrors, UdpOffloads offloads) throws IOException {
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
            SocketOptions.configure(fd, family);
            if (keepsErrors) {
                SocketOptions.keepErrors(fd, family);
            }
            if (offloads.joining() && !SocketOptions.join(fd)) {
                log.debug("this kernel has no UDP_GRO: datagrams are received one at a time");
            }
            boolean divides = offloads.segmentation() && SocketOptions.divides(fd);
            int bound = bind(fd, family, port);
            done = true;
            return new UdpSocket(fd, family, bound, keepsErrors, divides);
        } finally {
            if (!done) {
                LibC.close(fd);
            }
        }
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
        boolean several = segmentSize != ONE_DATAGRAM && segmentSize < length;
        if (several && !(divides && length <= MAX_PAYLOAD && length <= MOST_DATAGRAMS * segmentSize)) {
            return SendResult.NOT_DIVIDED;
        }
        if (length > MAX_PAYLOAD) {
            return SendResult.TOO_BIG;
        }
        MessageHeader message = SENDING.get();
        SocketAddress.write(message.address, family, remote);
        MemorySegment.copy(bytes, offset, message.payload, ValueLayout.JAVA_BYTE, 0, length);
        int size = several ? segmentSize : ONE_DATAGRAM;
        prepare(message, remote, local, length, size, ttl);
        int errno = transmit(message);
        if (local != null && (errno == LibC.EINVAL || errno == LibC.ENETUNREACH)) {
            // The address has left this host since packets arrived at it (EINVAL or ENETUNREACH, by family and kernel),
            // or there is no route from it: the system chooses another.
            prepare(message, remote, null, length, size, ttl);
            errno = transmit(message);
        }
        return result(errno, several);
    }

    /**
     * What a send came to.
     *
     * @param several whether the kernel had to divide it. It refuses that with EMSGSIZE, older ones with EINVAL, where a datagram
     *     is larger than the device takes; with EIO where the device, or what wraps packets on their way to it, cannot have it:
     *     then it is not asked again
     */
    SendResult result(int errno, boolean several) {
        if (several && errno == LibC.EIO && divides) {
            divides = false;
            log.info(
                    "UDP port {}: this network device does not let the kernel divide what is sent (EIO); datagrams are sent one"
                            + " at a time from now on, which takes more CPU time",
                    localPort);
        }
        return switch (errno) {
            case 0 -> SendResult.SENT;
            case LibC.EAGAIN -> SendResult.FULL;
            case LibC.EMSGSIZE -> several ? SendResult.NOT_DIVIDED : SendResult.TOO_BIG;
            case LibC.EIO, LibC.EINVAL -> several ? SendResult.NOT_DIVIDED : SendResult.FAILED;
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
            int at = message.addControl(
                    ipv4 ? SocketOptions.SOL_IP : SocketOptions.SOL_IPV6,
                    ipv4 ? SocketOptions.IP_TTL : SocketOptions.IPV6_HOPLIMIT,
                    Integer.BYTES);
            message.control().set(ValueLayout.JAVA_INT, at, ttl);
        }
        if (segmentSize != ONE_DATAGRAM) {
            int at = message.addControl(SocketOptions.SOL_UDP, SocketOptions.UDP_SEGMENT, Short.BYTES);
            message.control().set(ValueLayout.JAVA_SHORT, at, (short) segmentSize);
        }
    }

    /** in6_pktinfo is an address and an interface index; in_pktinfo an index, the source, and a field not used here. */
    private void writeSource(MessageHeader message, IpAddress local, int scopeId) {
        MemorySegment control = message.control();
        if (family == SocketAddress.AF_INET6) {
            int at = message.addControl(SocketOptions.SOL_IPV6, SocketOptions.IPV6_PKTINFO, 20);
            control.set(SocketAddress.LONG_BE, at, local.high());
            control.set(SocketAddress.LONG_BE, at + 8L, local.low());
            control.set(ValueLayout.JAVA_INT, at + 16L, scopeId);
        } else {
            int at = message.addControl(SocketOptions.SOL_IP, SocketOptions.IP_PKTINFO, 12);
            control.set(SocketAddress.INT_BE, at + 4L, local.ipv4Bits());
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
     * Takes one waiting datagram, or several of one sender that the kernel has joined. Only the thread that owns the socket,
     * whose sockets share native memory.
     *
     * @param bytes receives them, at least {@link #RECEIVE_BYTES} long
     * @param arrival receives where they came from, and the size of each
     * @return the length of all, or {@link #NOTHING}
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
        int at = receiving.findControl(SocketOptions.SOL_UDP, SocketOptions.UDP_GRO);
        arrival.ofSize(at < 0 ? (int) length : receiving.control().get(ValueLayout.JAVA_INT, at));
        return (int) length;
    }

    private void readDestination(MessageHeader receiving, Arrival arrival) {
        boolean ipv6 = family == SocketAddress.AF_INET6;
        int at = receiving.findControl(
                ipv6 ? SocketOptions.SOL_IPV6 : SocketOptions.SOL_IP,
                ipv6 ? SocketOptions.IPV6_PKTINFO : SocketOptions.IP_PKTINFO);
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
}
