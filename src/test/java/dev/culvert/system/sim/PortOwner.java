package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.HashMap;
import java.util.Map;

/** Whose an outer port is, as long as one of its connections lives, and which addresses were spoken to by it. */
final class PortOwner {
    private final Endpoint inner;
    private final Map<IpAddress, Long> permittedUntilNs = new HashMap<>();
    private long expiresNs;

    PortOwner(Endpoint inner, long nowNs) {
        this.inner = inner;
        this.expiresNs = nowNs;
    }

    Endpoint inner() {
        return inner;
    }

    boolean isLive(long nowNs) {
        return expiresNs - nowNs > 0;
    }

    boolean permits(IpAddress remote, long nowNs) {
        Long untilNs = permittedUntilNs.get(remote);
        return untilNs != null && untilNs - nowNs > 0;
    }

    void permit(IpAddress remote, long untilNs) {
        permittedUntilNs.merge(remote, untilNs, Math::max);
        expiresNs = Math.max(expiresNs, untilNs);
    }
}
