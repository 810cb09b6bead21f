package dev.culvert.edge.portmap;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.Gateway;
import java.time.Duration;
import java.util.Optional;

/**
 * When a mapping is asked for, renewed and lost, by one protocol. Pure: what happens and the time are handed in. One
 * thread.
 */
final class Upkeep {
    private static final long NEVER = Long.MIN_VALUE;

    /** What is worth telling. */
    sealed interface Report {
        /** There is a mapping now, or the one that there was has moved. */
        record Mapped(PortMapping mapping) implements Report {}

        /** The mapping is there no longer. */
        record Lost(String why) implements Report {}
    }

    private final Protocol protocol;
    private final int internalPort;
    private final Duration lease;
    private Optional<Gateway> gateway = Optional.empty();
    private Optional<PortMapping> mapping = Optional.empty();
    private String words = "not asked yet";
    private boolean known;
    private long expiresNs;
    private long askedNs = NEVER;
    private long nextNs;

    /** A mapping to a port that nobody has asked for yet; it is time to ask from {@code nowNs} on. */
    Upkeep(Protocol protocol, int internalPort, Duration lease, long nowNs) {
        this.protocol = protocol;
        this.internalPort = internalPort;
        this.lease = lease;
        nextNs = nowNs;
    }

    /** Which gateway there is, each time before it is asked: what another one granted is of no use any more. */
    Optional<Report> onGateway(Optional<Gateway> now, long nowNs) {
        askedNs = nowNs;
        boolean other = !gateway.equals(now);
        gateway = now;
        Optional<Report> report = other ? lose("the default gateway is another one") : Optional.empty();
        if (now.isEmpty()) {
            known = true;
            words = "there is no default gateway";
            nextNs = nowNs + Timing.PORT_MAPPING_RETRY_NS;
        }
        return report;
    }

    /** What the gateway said. */
    Optional<Report> onAnswer(Answer answer, long nowNs) {
        known = true;
        return switch (answer) {
            case Answer.Granted granted -> onGranted(granted, nowNs);
            case Answer.None none -> onNone(none.why(), nowNs);
        };
    }

    private Optional<Report> onGranted(Answer.Granted granted, long nowNs) {
        // A router that grants more than was wanted is still told as often: it may forget.
        Duration effective = granted.lease().compareTo(lease) < 0 ? granted.lease() : lease;
        Optional<Endpoint> before = mapping.map(PortMapping::external);
        PortMapping now = new PortMapping(protocol, granted.external(), effective);
        mapping = Optional.of(now);
        words = "mapped";
        expiresNs = nowNs + effective.toNanos();
        nextNs = nowNs + Math.max(effective.toNanos() / 2, Timing.PORT_MAPPING_RENEWAL_NS);
        return before.equals(Optional.of(granted.external())) ? Optional.empty() : Optional.of(new Report.Mapped(now));
    }

    /** A mapping that is not renewed lives until its lease ends, and is asked for again after half of what is left. */
    private Optional<Report> onNone(String why, long nowNs) {
        words = why;
        long left = expiresNs - nowNs;
        if (mapping.isPresent() && left > 0) {
            nextNs = nowNs + Math.min(left, Math.max(left / 2, Timing.PORT_MAPPING_RENEWAL_NS));
            return Optional.empty();
        }
        nextNs = nowNs + Timing.PORT_MAPPING_RETRY_NS;
        return lose(why);
    }

    /** Something has changed: the gateway is asked at once, but not more often than is decent. */
    void onChange(long nowNs) {
        nextNs = askedNs == NEVER ? nowNs : Math.max(nowNs, askedNs + Timing.PORT_MAPPING_SPACING_NS);
    }

    private Optional<Report> lose(String why) {
        boolean had = mapping.isPresent();
        mapping = Optional.empty();
        return had ? Optional.of(new Report.Lost(why)) : Optional.empty();
    }

    /** When the gateway shall be asked next. */
    long nextNs() {
        return nextNs;
    }

    /** What to ask for: the same endpoint as before, or the port that the edge has itself. */
    Mapper.Request request() {
        int wanted = mapping.map(held -> held.external().port()).orElse(internalPort);
        return new Mapper.Request(internalPort, wanted, Math.max(1, lease.toSeconds()));
    }

    Optional<PortMapping> mapping() {
        return mapping;
    }

    /** Whether it is known what the gateway says. */
    boolean isKnown() {
        return known;
    }

    /** What was said last, for reports. */
    String words() {
        return words;
    }
}
