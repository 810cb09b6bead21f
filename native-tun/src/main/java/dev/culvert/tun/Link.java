package dev.culvert.tun;

import dev.culvert.tun.TunException.Reason;
import java.util.List;
import java.util.Optional;

/** An existing network interface, changed by rtnetlink. Any thread may call. */
final class Link implements AutoCloseable {
    private final RouteSocket socket;
    private final String name;
    private final int index;

    private Link(RouteSocket socket, String name, int index) {
        this.socket = socket;
        this.name = name;
        this.index = index;
    }

    /** Finds the interface; the socket then belongs to it. */
    static Link find(RouteSocket socket, String name) throws TunException {
        String step = "looking up interface " + name;
        for (NetlinkReply.Data reply : socket.query(step, LinkMessages.find(name))) {
            if (reply.type() == LinkMessages.RTM_NEWLINK) {
                return new Link(socket, name, LinkMessages.index(reply));
            }
        }
        throw new TunException(Reason.OTHER, step + ": the kernel did not answer");
    }

    int index() {
        return index;
    }

    /** MTU and addresses first, then up, then routes: a route needs a link that is up. */
    void configure(TunConfig config) throws TunException {
        refuseOverlap(config.addresses());
        var quiet = socket.execute("IPv6 settings of " + name, LinkMessages.withoutLinkLocal(index));
        if (!quiet.ok() && quiet.errno() != Errno.EAFNOSUPPORT) {
            throw failure("IPv6 settings of " + name, quiet, Reason.OTHER, "");
        }
        // An address that replaces another of its network would go with it.
        run("IPv4 settings of " + name, LinkMessages.keepingSecondaries(index), Reason.OTHER);
        run("setting MTU " + config.mtu() + " on " + name, LinkMessages.mtu(index, config.mtu()), Reason.BAD_MTU);
        run(
                "setting the queue length of " + name,
                LinkMessages.queueLength(index, TunDevice.QUEUED_PACKETS),
                Reason.OTHER);
        for (Prefix address : config.addresses()) {
            addAddress(address);
        }
        run("taking " + name + " up", LinkMessages.up(index), Reason.OTHER);
        for (Prefix route : config.routes()) {
            addRoute(config.addresses(), route);
        }
    }

    /** Whether the kernel will make no super-packets that are larger. */
    boolean limitSuperPackets(int bytes) throws TunException {
        return socket.execute("limiting super-packets of " + name, LinkMessages.superPacketLimit(index, bytes))
                .ok();
    }

    private void addAddress(Prefix address) throws TunException {
        run("adding address " + address + " to " + name, LinkMessages.address(index, address), Reason.BAD_ADDRESS);
    }

    /**
     * Adds the address, where it is not there yet, before it removes the others: with its last IPv4 address an interface
     * loses its IPv4 routes. If a removal fails, the new address is taken back.
     */
    void replaceAddress(List<Prefix> present, Prefix address) throws TunException {
        refuseOverlap(List.of(address));
        boolean added = !present.contains(address);
        if (added) {
            addAddress(address);
        }
        for (Prefix old : present) {
            if (!old.equals(address)) {
                removeAddress(old, added ? Optional.of(address) : Optional.empty());
            }
        }
    }

    private void removeAddress(Prefix old, Optional<Prefix> added) throws TunException {
        String step = "removing address " + old + " from " + name;
        var ack = socket.execute(step, LinkMessages.withoutAddress(index, old));
        // Gone already is what was wanted.
        if (ack.ok() || ack.errno() == Errno.EADDRNOTAVAIL) {
            return;
        }
        String remedy = "";
        if (added.isPresent()) {
            var undone = socket.execute(step, LinkMessages.withoutAddress(index, added.get()));
            remedy = undone.ok() ? "" : added.get() + " is on the interface as well: remove it there";
        }
        throw failure(step, ack, Reason.OTHER, remedy);
    }

    void addRoute(List<Prefix> addresses, Prefix route) throws TunException {
        Prefix network = route.network();
        // The kernel made this one itself when it took the address.
        if (addresses.stream().map(Prefix::network).anyMatch(network::equals)) {
            return;
        }
        String step = "routing " + network + " through " + name;
        for (HostAddress present : hostAddresses()) {
            // IPv6 would accept it, with a worse metric, and never use it.
            if (present.prefix().network().equals(network)) {
                throw new TunException(Reason.ROUTE_IN_USE, step + ": it is the network of " + describe(present));
            }
        }
        var ack = socket.execute(step, LinkMessages.route(index, network));
        if (ack.errno() == Errno.EEXIST) {
            throw failure(step, ack, Reason.ROUTE_IN_USE, "another route to that network exists: remove it first");
        }
        if (!ack.ok()) {
            throw failure(step, ack, Reason.OTHER, "");
        }
    }

    /** Refuses networks that reach into one in which this host already has an address on another interface. */
    private void refuseOverlap(List<Prefix> wanted) throws TunException {
        for (HostAddress present : hostAddresses()) {
            for (Prefix prefix : wanted) {
                if (present.index() != index && prefix.overlaps(present.prefix())) {
                    throw new TunException(
                            Reason.ADDRESS_IN_USE,
                            "address " + prefix + " overlaps " + describe(present) + ": choose another network");
                }
            }
        }
    }

    /** The addresses of every interface. */
    private List<HostAddress> hostAddresses() throws TunException {
        return socket.query("listing addresses", LinkMessages.addresses()).stream()
                .map(LinkMessages::hostAddress)
                .flatMap(Optional::stream)
                .toList();
    }

    private String describe(HostAddress address) throws TunException {
        String owner = socket.query("naming an interface", LinkMessages.find(address.index())).stream()
                .map(LinkMessages::name)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("interface " + address.index());
        return address.prefix() + ", which this host has on " + owner;
    }

    /** Removes the interface, which ends every blocked read. Says in words what came of it. */
    String delete() {
        try {
            var ack = socket.execute("removing " + name, LinkMessages.delete(index));
            return ack.ok() ? "done" : Errno.text(ack.errno()) + " " + ack.text();
        } catch (TunException e) {
            return e.toString();
        }
    }

    private void run(String step, NetlinkRequest request, Reason reason) throws TunException {
        var ack = socket.execute(step, request);
        if (!ack.ok()) {
            throw failure(step, ack, reason, "");
        }
    }

    private static TunException failure(String step, NetlinkReply.Ack ack, Reason reason, String remedy) {
        return TunException.ofErrno(step, ack.errno(), ack.text(), reason, remedy);
    }

    @Override
    public void close() {
        socket.close();
    }
}
