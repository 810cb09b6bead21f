package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import org.jspecify.annotations.Nullable;

/** What a NAT remembers of two endpoints: one entry of its connection tracking. */
final class Connection {
    private final @Nullable Endpoint inner;
    private final int outerPort;
    private final Endpoint remote;
    private final boolean allocated;
    private final long madeNs;
    private boolean out;
    private boolean in;
    private long expiresNs;

    /**
     * A new one, not used yet.
     *
     * @param inner null where the near end is the NAT itself
     * @param allocated whether its port was chosen for it: not preset, not another connection's
     */
    Connection(@Nullable Endpoint inner, int outerPort, Endpoint remote, boolean allocated, long nowNs) {
        this.inner = inner;
        this.outerPort = outerPort;
        this.remote = remote;
        this.allocated = allocated;
        this.madeNs = nowNs;
        this.expiresNs = nowNs;
    }

    @Nullable
    Endpoint inner() {
        return inner;
    }

    int outerPort() {
        return outerPort;
    }

    Endpoint remote() {
        return remote;
    }

    boolean isAllocated() {
        return allocated;
    }

    boolean isLive(long nowNs) {
        return expiresNs - nowNs > 0;
    }

    long expiresNs() {
        return expiresNs;
    }

    /** A datagram goes out by it, or comes in. */
    void use(boolean outwards, NatBehavior behavior, long nowNs) {
        out |= outwards;
        in |= !outwards;
        // Linux (nf_conntrack_proto_udp.c) takes an exchange for a stream if it still goes on after two seconds.
        boolean stream = out && in && nowNs - madeNs > Conntrack.STREAM_AFTER_NS;
        expiresNs = nowNs + (stream ? behavior.replied() : behavior.unreplied()).toNanos();
    }
}
