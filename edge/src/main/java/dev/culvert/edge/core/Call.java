package dev.culvert.edge.core;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One member that no supernode relays to, and the tries to reach it all the same. Conductor thread. */
final class Call {
    private final UdpPort port;
    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private List<Path> paths = List.of();
    private boolean refused;
    private int failures;
    private long sinceNs = Activity.NEVER; // the first try after the last success
    private long begunNs; // the last one
    private long nextNs = Activity.NEVER;

    Call(UdpPort port) {
        this.port = port;
    }

    /** It was introduced, and has no relay. */
    void refuse() {
        refused = true;
    }

    /** Whether a supernode has introduced it, and none relays. */
    boolean isRefused() {
        return refused;
    }

    /** The handshake shall go there, too. */
    void begin(Endpoint endpoint, long nowNs) {
        if (endpoints.size() >= Limits.CALL_ENDPOINTS) {
            endpoints.clear(); // it has moved more than once: what it said first is out of date
        }
        if (sinceNs == Activity.NEVER) {
            sinceNs = nowNs;
        } else if (nowNs - begunNs >= Timing.ROUND_SILENCE_NS) {
            failures++; // the one before was not answered
        }
        endpoints.add(endpoint);
        paths = endpoints.stream().map(to -> Path.direct(port, to, null)).toList();
        begunNs = nowNs;
        askedAt(nowNs);
    }

    /** Where handshakes and control messages go. */
    List<Path> paths() {
        return paths;
    }

    /** It was answered from there. */
    void answered(Path source) {
        endpoints.clear();
        paths = List.of(source);
        failures = 0;
        sinceNs = Activity.NEVER;
    }

    /** Nothing was answered in all the time that a handshake has. */
    void failed(long nowNs) {
        stop();
        askedAt(nowNs);
    }

    /** What is known of the peer's endpoints is out of date. */
    void stop() {
        endpoints.clear();
        paths = List.of();
    }

    /** There is a relay: nobody has to be called. */
    void end() {
        stop();
        refused = false;
        failures = 0;
        sinceNs = Activity.NEVER;
    }

    /** A supernode was asked to introduce us anew; not again for a while. */
    void askedAt(long nowNs) {
        List<Long> spacing = Timing.ROUND_SPACING_NS;
        nextNs = nowNs + spacing.get(Math.min(failures, spacing.size() - 1));
    }

    /** Whether a supernode may be asked again. */
    boolean isDue(long nowNs) {
        return refused && (nextNs == Activity.NEVER || nowNs - nextNs >= 0);
    }

    /** How often everything was tried in vain, in a row. */
    int failures() {
        return failures;
    }

    /** Whether it is too early to say that there is no way. */
    boolean isYoung(long nowNs) {
        return sinceNs != Activity.NEVER && nowNs - sinceNs < Timing.ROUND_SILENCE_NS;
    }
}
