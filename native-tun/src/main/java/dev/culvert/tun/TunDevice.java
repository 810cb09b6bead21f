package dev.culvert.tun;

import dev.culvert.tun.TunException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A TUN interface of this process: it appears with {@link #open}, configured and up, and disappears with {@link #close}
 * or the process, and with it its addresses and routes. Any thread may call any method. The device belongs to the
 * network namespace of the thread that opened it.
 */
public final class TunDevice implements AutoCloseable {
    /**
     * As many packets as may wait before an Ethernet device (DEFAULT_TX_QUEUE_LEN, net/core/dev.c). The driver's own 500
     * were filled by a TCP stream of 50 Mbit/s, written each 100 ms, while the edge's code was still being compiled: up to 900
     * segments were dropped in the first seconds, and none with 1,000. Nothing holds senders back before a TUN device.
     *
     * <p>With offload a super-packet counts as one. The number stays, because what is not TCP comes packet by packet all the
     * same. It could hold 60 MB, but one stream never fills it: no more is on its way than its window, 4 to 6 MB as Linux
     * comes (tcp_wmem, tcp_rmem), which is 100 super-packets and at 4 Gbit/s 12 ms.
     */
    static final int QUEUED_PACKETS = 1_000;

    private static final long LEAVE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TunConfig config;
    private final Link link;
    private final TunOffload offload;
    private final List<TunQueue> queues;
    private List<Prefix> addresses;
    private boolean closed;

    private TunDevice(TunConfig config, Link link, TunOffload offload, List<TunQueue> queues) {
        this.config = config;
        this.link = link;
        this.offload = offload;
        this.queues = queues;
        addresses = config.addresses();
    }

    /**
     * Makes the interface, gives it MTU, addresses and routes, and takes it up. If a step fails, the interface and its
     * descriptors are gone again. The kernel takes an IPv6 address up a moment later, by itself: until then packets to it
     * are lost.
     *
     * @throws TunException naming the step that failed
     */
    public static TunDevice open(TunConfig config) throws TunException {
        return open(config, TunNode.PATH);
    }

    /** {@link #open(TunConfig)} with the driver's node elsewhere. */
    static TunDevice open(TunConfig config, String node) throws TunException {
        config.check();
        RouteSocket socket = RouteSocket.open();
        List<Integer> descriptors = new ArrayList<>();
        boolean done = false;
        try {
            TunOffload offload = config.offload() ? attachOffloading(node, config, descriptors) : TunOffload.NONE;
            if (!offload.vnetHeader()) {
                attach(node, config, false, descriptors);
            }
            Link link = Link.find(socket, config.name());
            link.configure(config);
            if (offload.vnetHeader() && !link.limitSuperPackets(config.superPacketLimit())) {
                offload = offload.but("the kernel does not limit super-packets: a large one leaves in two sends");
            }
            List<TunQueue> queues = descriptors.stream().map(TunQueue::new).toList();
            done = true;
            return new TunDevice(config, link, offload, queues);
        } finally {
            if (!done) {
                // The kernel removes the interface with its last descriptor, addresses and routes included.
                closeAll(descriptors);
                socket.close();
            }
        }
    }

    /** Where the kernel has no offload, nothing is attached. */
    private static TunOffload attachOffloading(String node, TunConfig config, List<Integer> descriptors)
            throws TunException {
        TunOffload offload = attach(node, config, true, descriptors)
                ? TunOffload.negotiate(flags -> TunNode.setOffload(descriptors.getFirst(), flags))
                : TunOffload.REFUSED;
        if (!offload.vnetHeader()) {
            closeAll(descriptors);
        }
        return offload;
    }

    private static boolean attach(String node, TunConfig config, boolean vnetHeader, List<Integer> descriptors)
            throws TunException {
        for (int i = 0; i < config.queues(); i++) {
            int descriptor = TunNode.open(node);
            descriptors.add(descriptor);
            if (!TunNode.attach(descriptor, config, vnetHeader, i == 0)) {
                return false;
            }
        }
        return true;
    }

    private static void closeAll(List<Integer> descriptors) {
        descriptors.reversed().forEach(LibC::close);
        descriptors.clear();
    }

    /** The interface's name, as configured. */
    public String name() {
        return config.name();
    }

    /** The interface's number in its network namespace, above 0. */
    public int index() {
        return link.index();
    }

    /** The MTU in bytes, as configured. */
    public int mtu() {
        return config.mtu();
    }

    /** What is left undone on packets in both directions. */
    public TunOffload offload() {
        return offload;
    }

    /** How many queues there are. */
    public int queues() {
        return queues.size();
    }

    /** Queue 0 to {@link #queues} - 1. */
    public TunQueue queue(int number) {
        return queues.get(number);
    }

    /**
     * Routes a network through the device. A network that an address of the device already stands for needs no route
     * and gets none.
     *
     * @throws TunException {@link Reason#ROUTE_IN_USE} if a route to the same network exists
     */
    public synchronized void addRoute(Prefix network) throws TunException {
        link.addRoute(addresses, network);
    }

    /** The host's addresses on the device now, each with its network's length. */
    public synchronized List<Prefix> addresses() {
        return addresses;
    }

    /**
     * Makes this the device's only address of its family: for a device that was opened without one, or whose address
     * changes. Routes stay, but for the networks that the old address stood for; connections from the old address do not.
     * Does nothing if it is that already. If a step fails, the device keeps the address that it has; where not even that
     * is possible, the message says so.
     *
     * <p>An IPv6 address cannot merely change its network's length: the kernel refuses it a second time.
     *
     * @throws TunException {@link Reason#BAD_ADDRESS}, {@link Reason#BAD_MTU} (below 1,280 for IPv6) or
     *     {@link Reason#ADDRESS_IN_USE}, as at {@link #open}
     */
    public synchronized void replaceAddress(Prefix address) throws TunException {
        List<Prefix> old =
                addresses.stream().filter(a -> a.isIpv6() == address.isIpv6()).toList();
        if (old.equals(List.of(address))) {
            return;
        }
        List<Prefix> wanted = new ArrayList<>(addresses);
        wanted.removeAll(old);
        wanted.add(address);
        config.withAddresses(wanted).check();
        link.replaceAddress(old, address);
        addresses = List.copyOf(wanted);
    }

    /**
     * Removes the interface, waits until every thread has left its {@link TunQueue} calls, and closes the descriptors.
     * Does nothing if already closed; a second caller waits for the first. An interface that somebody else removed is
     * no failure.
     *
     * @throws TunException if the interface could not be removed and a reader is therefore still blocked after 5 s; its
     *     descriptor is closed when it leaves
     */
    @Override
    public synchronized void close() throws TunException {
        if (closed) {
            return;
        }
        closed = true;
        queues.forEach(TunQueue::shut);
        String removal = link.delete();
        queues.forEach(TunQueue::release);
        boolean left = awaitDescriptorsClosed();
        link.close();
        if (!left) {
            throw new TunException(
                    Reason.OTHER, "closing " + name() + ": a reader is still blocked; removing it: " + removal);
        }
    }

    private boolean awaitDescriptorsClosed() {
        long deadline = System.nanoTime() + LEAVE_TIMEOUT_NANOS;
        boolean interrupted = false;
        try {
            for (TunQueue queue : queues) {
                while (true) {
                    try {
                        if (!queue.awaitDescriptorClosed(deadline - System.nanoTime())) {
                            return false;
                        }
                        break;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
