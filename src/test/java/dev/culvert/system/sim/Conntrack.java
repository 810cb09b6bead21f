package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.nat.Filtering;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A NAT's state. As in Linux everything is a connection: an inner endpoint, or the NAT itself, and a remote, with an
 * outer port that no other connection has towards that remote. A mapping is what connections have in common: a new one
 * takes the port of the newest that it may share one with. Where filtering lets strangers in, an outer port belongs to
 * one inner endpoint; else several may use it towards different remotes.
 */
final class Conntrack {
    static final long STREAM_AFTER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int FEW = 1_024;

    private record Flow(Endpoint inner, Endpoint remote) {}

    private record Outer(int port, Endpoint remote) {}

    /** Those that share a port: connections of an inner endpoint, to one address where the mapping depends on it. */
    private record Sharing(Endpoint inner, @Nullable IpAddress remote) {}

    private final NatBehavior behavior;
    private final PortAllocator allocator;
    private final Map<Flow, Connection> flows = new HashMap<>();
    private final Map<Outer, Connection> outers = new HashMap<>();
    private final Map<Sharing, Deque<Connection>> newestFirst = new HashMap<>();
    private final Map<Integer, PortOwner> owners = new HashMap<>();
    private final Map<Integer, Endpoint> forwards = new HashMap<>();
    private int quota = Integer.MAX_VALUE;
    private int purgeAt = FEW;

    Conntrack(NatBehavior behavior, PortAllocator allocator) {
        this.behavior = behavior;
        this.allocator = allocator;
    }

    void quota(int portsPerAddress) {
        quota = portsPerAddress;
    }

    /** What arrives at a port goes to this inner endpoint, whoever sent it. */
    void forward(int outerPort, Endpoint inner) {
        forwards.put(outerPort, inner);
    }

    /** Forgets all connections; forwarded ports stay. */
    void clear() {
        flows.clear();
        outers.clear();
        newestFirst.clear();
        owners.clear();
    }

    /** Connections that live, those with the NAT itself included. */
    int size(long nowNs) {
        return (int) outers.values().stream()
                .filter(connection -> connection.isLive(nowNs))
                .count();
    }

    /** The outer port that a datagram leaves by, or {@link PortAllocator#NONE} if there is none left for it. */
    int outbound(Endpoint inner, Endpoint remote, long nowNs) {
        Connection known = live(flows.get(new Flow(inner, remote)), nowNs);
        Connection used = known == null ? open(inner, remote, nowNs) : known;
        if (used == null) {
            return PortAllocator.NONE;
        }
        use(used, true, nowNs);
        return used.outerPort();
    }

    /** Whom inside a datagram that has come to an outer port is for; null if for nobody. */
    @Nullable
    Endpoint inbound(int outerPort, Endpoint remote, long nowNs) {
        Connection known = live(outers.get(new Outer(outerPort, remote)), nowNs);
        if (known != null) {
            use(known, false, nowNs);
            return known.inner();
        }
        Endpoint inner = admits(outerPort, remote, nowNs);
        if (inner != null || behavior.inputAccept()) {
            Connection made = new Connection(inner, outerPort, remote, false, nowNs);
            add(made, nowNs);
            use(made, false, nowNs);
        }
        return inner;
    }

    /** Whose datagram it was that left by this port for that remote; null if nobody's. Nothing is refreshed. */
    @Nullable
    Endpoint senderOf(int outerPort, Endpoint remote, long nowNs) {
        Connection known = live(outers.get(new Outer(outerPort, remote)), nowNs);
        return known == null ? null : known.inner();
    }

    /** The outer port that a connection from inside has; {@link PortAllocator#NONE} if there is none. */
    int portOf(Endpoint inner, Endpoint remote, long nowNs) {
        Connection known = live(flows.get(new Flow(inner, remote)), nowNs);
        return known == null ? PortAllocator.NONE : known.outerPort();
    }

    private @Nullable Connection open(Endpoint inner, Endpoint remote, long nowNs) {
        int shared = newest(sharing(inner, remote), nowNs);
        boolean reused = shared != PortAllocator.NONE && isUnused(shared, remote, nowNs);
        int port = shared;
        if (!reused) {
            if (allocatedTo(inner.address(), nowNs) >= quota) {
                return null;
            }
            port = allocator.allocate(inner, candidate -> isFree(candidate, remote, nowNs), nowNs);
            if (port == PortAllocator.NONE) {
                return null;
            }
        }
        Connection made = new Connection(inner, port, remote, !reused, nowNs);
        add(made, nowNs);
        Deque<Connection> sharing = sharing(inner, remote); // adding may have purged the one before
        if (sharing != null) {
            sharing.addFirst(made);
        }
        if (behavior.filtering() != Filtering.ADDRESS_AND_PORT_DEPENDENT) {
            PortOwner owner = owners.get(port);
            if (owner == null || !owner.isLive(nowNs)) {
                owners.put(port, new PortOwner(inner, nowNs));
            }
        }
        return made;
    }

    private void add(Connection made, long nowNs) {
        if (outers.size() >= purgeAt) {
            purge(nowNs);
        }
        outers.put(new Outer(made.outerPort(), made.remote()), made);
        Endpoint inner = made.inner();
        if (inner != null) {
            Flow flow = new Flow(inner, made.remote());
            if (live(flows.get(flow), nowNs) == null) {
                flows.put(flow, made);
            }
        }
    }

    private void use(Connection connection, boolean outwards, long nowNs) {
        connection.use(outwards, behavior, nowNs);
        PortOwner owner = owners.get(connection.outerPort());
        if (owner != null && owner.inner().equals(connection.inner())) {
            owner.permit(connection.remote().address(), connection.expiresNs());
        }
    }

    private @Nullable Endpoint admits(int outerPort, Endpoint remote, long nowNs) {
        Endpoint forwarded = forwards.get(outerPort);
        if (forwarded != null) {
            return forwarded;
        }
        PortOwner owner = owners.get(outerPort);
        if (owner == null || !owner.isLive(nowNs)) {
            return null;
        }
        boolean permitted =
                behavior.filtering() == Filtering.ENDPOINT_INDEPENDENT || owner.permits(remote.address(), nowNs);
        return permitted ? owner.inner() : null;
    }

    private @Nullable Deque<Connection> sharing(Endpoint inner, Endpoint remote) {
        Sharing key = switch (behavior.mapping()) {
            case ENDPOINT_INDEPENDENT -> new Sharing(inner, null);
            case ADDRESS_DEPENDENT -> new Sharing(inner, remote.address());
            case ADDRESS_AND_PORT_DEPENDENT, NONE, UNKNOWN -> null;
        };
        return key == null ? null : newestFirst.computeIfAbsent(key, unknown -> new ArrayDeque<>());
    }

    private static int newest(@Nullable Deque<Connection> sharing, long nowNs) {
        while (sharing != null && !sharing.isEmpty()) {
            if (sharing.getFirst().isLive(nowNs)) {
                return sharing.getFirst().outerPort();
            }
            sharing.removeFirst();
        }
        return PortAllocator.NONE;
    }

    private boolean isFree(int port, Endpoint remote, long nowNs) {
        PortOwner owner = owners.get(port);
        return (owner == null || !owner.isLive(nowNs)) && isUnused(port, remote, nowNs);
    }

    private boolean isUnused(int port, Endpoint remote, long nowNs) {
        return live(outers.get(new Outer(port, remote)), nowNs) == null;
    }

    private long allocatedTo(IpAddress inner, long nowNs) {
        if (quota == Integer.MAX_VALUE) {
            return 0;
        }
        return outers.values().stream()
                .filter(connection -> connection.isAllocated() && connection.isLive(nowNs))
                .map(Connection::inner)
                .filter(holder -> holder != null && holder.address().equals(inner))
                .count();
    }

    private void purge(long nowNs) {
        outers.values().removeIf(connection -> !connection.isLive(nowNs));
        flows.values().removeIf(connection -> !connection.isLive(nowNs));
        owners.values().removeIf(owner -> !owner.isLive(nowNs));
        newestFirst.values().removeIf(sharing -> {
            sharing.removeIf(connection -> !connection.isLive(nowNs));
            return sharing.isEmpty();
        });
        purgeAt = Math.max(FEW, 2 * outers.size());
    }

    private static @Nullable Connection live(@Nullable Connection connection, long nowNs) {
        return connection != null && connection.isLive(nowNs) ? connection : null;
    }
}
