package dev.culvert.tun;

import com.sun.jna.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches this host's links, addresses and routes, by the multicast groups of rtnetlink(7). It belongs to the network
 * namespace of the thread that opened it, whichever thread uses it later. One thread at a time waits; any thread may ask
 * and close.
 */
public final class RouteWatch implements AutoCloseable {
    /** RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE (linux/rtnetlink.h). */
    private static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

    private static final int SOCKADDR_NL_LENGTH = 12;
    private static final int SOCKADDR_NL_GROUPS = 8;

    private static final int POLLFD_LENGTH = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final short POLLIN = 1;
    private static final int FOREVER = -1;

    private static final int RECEIVE_LENGTH = 32 * 1024;
    /** Changes in one answer: who waits shall get to work during a storm too. */
    private static final int MOST_EVENTS = 256;

    private final int descriptor;
    private final int wakeup;
    private final RouteSocket questions;
    private final Gate gate = new Gate(this::closeDescriptors);
    private final MemorySegment buffer = Arena.ofAuto().allocate(RECEIVE_LENGTH, 8);
    private final MemorySegment polled = Arena.ofAuto().allocate(2 * POLLFD_LENGTH, 8);
    private boolean closed;

    private RouteWatch(int descriptor, int wakeup, RouteSocket questions) {
        this.descriptor = descriptor;
        this.wakeup = wakeup;
        this.questions = questions;
        poll(0, descriptor);
        poll(1, wakeup);
    }

    private void poll(int entry, int watched) {
        polled.set(ValueLayout.JAVA_INT, (long) entry * POLLFD_LENGTH, watched);
        polled.set(ValueLayout.JAVA_SHORT, (long) entry * POLLFD_LENGTH + POLLFD_EVENTS, POLLIN);
    }

    /**
     * Begins to watch: every change from now on is announced.
     *
     * @throws TunException naming the step that failed
     */
    public static RouteWatch open() throws TunException {
        RouteSocket questions = RouteSocket.open();
        List<Integer> descriptors = new ArrayList<>();
        boolean done = false;
        try {
            int descriptor = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, RouteSocket.NETLINK_ROUTE);
            check("opening a netlink socket", descriptor, descriptors);
            int wakeup = LibC.eventfd(0, LibC.EFD_CLOEXEC);
            check("making an eventfd", wakeup, descriptors);
            subscribe(descriptor);
            done = true;
            return new RouteWatch(descriptor, wakeup, questions);
        } finally {
            if (!done) {
                descriptors.forEach(LibC::close);
                questions.close();
            }
        }
    }

    private static void check(String step, int descriptor, List<Integer> opened) throws TunException {
        if (descriptor < 0) {
            throw TunException.ofErrno(step, Native.getLastError());
        }
        opened.add(descriptor);
    }

    private static void subscribe(int descriptor) throws TunException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_LENGTH, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) LibC.AF_NETLINK);
            address.set(ValueLayout.JAVA_INT, SOCKADDR_NL_GROUPS, GROUPS);
            if (LibC.bind(descriptor, address.address(), SOCKADDR_NL_LENGTH) < 0) {
                throw TunException.ofErrno("subscribing to network changes", Native.getLastError());
            }
        }
    }

    /**
     * Waits for changes. On a virtual thread this holds the carrier: see the package's description.
     *
     * @return some of those that wait, in their order, at least one; none once this is closed
     * @throws TunException if they cannot be received
     */
    public List<RouteEvent> await() throws TunException {
        if (!gate.enter()) {
            return List.of();
        }
        try {
            while (true) {
                if (LibC.poll(polled.address(), 2, FOREVER) < 0 && Native.getLastError() != Errno.EINTR) {
                    throw TunException.ofErrno("waiting for network changes", Native.getLastError());
                }
                if (gate.isShut()) {
                    return List.of();
                }
                List<RouteEvent> events = receive();
                if (!events.isEmpty()) {
                    return events;
                }
            }
        } finally {
            gate.leave();
        }
    }

    private List<RouteEvent> receive() throws TunException {
        List<RouteEvent> events = new ArrayList<>();
        while (events.size() < MOST_EVENTS) {
            long count = LibC.recv(descriptor, buffer.address(), RECEIVE_LENGTH, LibC.MSG_DONTWAIT | LibC.MSG_TRUNC);
            if (count >= 0) {
                read(count, events);
                continue;
            }
            int errno = Native.getLastError();
            if (errno == Errno.EAGAIN) {
                break;
            } else if (errno == Errno.ENOBUFS) {
                events.add(new RouteEvent.EventsLost());
            } else if (errno != Errno.EINTR) {
                throw TunException.ofErrno("receiving network changes", errno);
            }
        }
        return events;
    }

    private void read(long count, List<RouteEvent> events) {
        if (count > RECEIVE_LENGTH) { // cut off: MSG_TRUNC tells the whole length
            events.add(new RouteEvent.EventsLost());
            return;
        }
        byte[] datagram = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        for (NetlinkReply message : NetlinkReply.parse(datagram)) {
            if (message instanceof NetlinkReply.Data data) {
                RouteMessages.event(data).ifPresent(events::add);
            }
        }
    }

    /**
     * Asks how the network is now. Does not wait for anybody, but takes its time where a host has many routes.
     *
     * @throws TunException if the kernel does not tell, or this is closed
     */
    public HostNetwork network() throws TunException {
        List<HostLink> links = new ArrayList<>();
        List<HostAddress> addresses = new ArrayList<>();
        List<HostRoute> routes = new ArrayList<>();
        questions.query(
                "listing links",
                RouteMessages.links(),
                reply -> RouteMessages.link(reply).ifPresent(links::add));
        questions.query(
                "listing addresses",
                LinkMessages.addresses(),
                reply -> LinkMessages.hostAddress(reply).ifPresent(addresses::add));
        for (int family : List.of(LibC.AF_INET, LibC.AF_INET6)) {
            questions.query(
                    "listing routes",
                    RouteMessages.routes(family),
                    reply -> RouteMessages.route(reply)
                            .filter(route -> route.isDefault() && route.table() == HostRoute.MAIN)
                            .filter(route ->
                                    route.destination().family() == family) // a kernel without IPv6 tells the others
                            .ifPresent(routes::add));
        }
        return new HostNetwork(links, addresses, routes);
    }

    /** Has {@link #await} return, now and for ever. Does nothing if already closed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        gate.shut();
        try (Arena arena = Arena.ofConfined()) {
            LibC.write(wakeup, arena.allocateFrom(ValueLayout.JAVA_LONG, 1).address(), Long.BYTES);
        }
        gate.release();
        questions.close();
    }

    /** Who is inside {@link #await}. */
    int waiting() {
        return gate.inside();
    }

    private void closeDescriptors() {
        LibC.close(descriptor);
        LibC.close(wakeup);
    }
}
