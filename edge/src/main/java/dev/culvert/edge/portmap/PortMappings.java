package dev.culvert.edge.portmap;

import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a UDP port of this host mapped at the default gateway, by PCP, NAT-PMP and UPnP at once: they are asked in
 * parallel, and each that grants a mapping has it renewed, until {@link #close}. Routers that offer more than one often
 * give all the same external endpoint. Any thread.
 */
public final class PortMappings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PortMappings.class);

    /** Who wants to know, on virtual threads, which it may block for a moment only. */
    public interface Listener {
        /** There is a mapping; it replaces the one by the same protocol, if there was one. Renewals are not told. */
        void onMapped(PortMapping mapping);

        /** The mapping by this protocol is there no longer, and it is tried again. */
        void onLost(Protocol protocol, String why);
    }

    /**
     * How it stands with one protocol.
     *
     * @param mapping what there is now
     * @param known whether the router was asked and has answered, or had its time for that
     * @param words what the router said last, or why it said nothing
     */
    public record Standing(Protocol protocol, Optional<PortMapping> mapping, boolean known, String words) {}

    /**
     * What is wanted.
     *
     * @param port the UDP port of this host
     * @param lease what is asked for; renewed at its half, but each 4 s at most
     * @param protocols to ask by
     */
    public record Wish(int port, Duration lease, Set<Protocol> protocols) {

        /** A mapping to this port by all protocols, with the usual lease. */
        public static Wish of(int port) {
            return new Wish(port, Duration.ofNanos(Timing.PORT_MAPPING_LEASE_NS), Set.of(Protocol.values()));
        }
    }

    private final Listener listener;
    private final List<Keeper> keepers;
    private final Announcements announcements;

    private PortMappings(
            Wish wish,
            Supplier<Optional<Gateway>> gateways,
            NanoClock clock,
            RandomGenerator random,
            Listener listener) {
        this.listener = listener;
        announcements = new Announcements(this::onAnnouncement);
        Keeper.Owner owner = new Owner();
        keepers = wish.protocols().stream()
                .sorted()
                .map(protocol -> mapper(protocol, clock, random))
                .map(mapper -> new Keeper(mapper, wish.port(), wish.lease(), () -> heard(gateways.get()), clock, owner))
                .toList();
    }

    private static Mapper mapper(Protocol protocol, NanoClock clock, RandomGenerator random) {
        return switch (protocol) {
            case PCP -> new PcpMapper(clock, random);
            case NAT_PMP -> new NatPmpMapper(clock);
            case UPNP -> new UpnpMapper(random);
        };
    }

    /**
     * Starts to ask.
     *
     * @param gateways the default gateway of the moment; called by several threads
     * @param random thread-safe and not to be guessed
     */
    public static PortMappings start(
            Wish wish,
            Supplier<Optional<Gateway>> gateways,
            NanoClock clock,
            RandomGenerator random,
            Listener listener) {
        PortMappings started = new PortMappings(wish, gateways, clock, random, listener);
        started.announcements.start();
        started.keepers.forEach(Keeper::start);
        return started;
    }

    /** The mappings of the moment, at most one a protocol, in the order of {@link Protocol}. */
    public List<PortMapping> current() {
        return standings().stream()
                .flatMap(standing -> standing.mapping().stream())
                .toList();
    }

    /** How it stands with each protocol. */
    public List<Standing> standings() {
        return keepers.stream().map(Keeper::current).toList();
    }

    /** Addresses, links or routes have changed, or the machine has slept: the gateway is asked at once, whichever it is. */
    public void onNetworkChange() {
        keepers.forEach(Keeper::onChange);
    }

    /** Whoever is asked is listened to as well. */
    private Optional<Gateway> heard(Optional<Gateway> gateway) {
        gateway.ifPresent(announcements::listenTo);
        return gateway;
    }

    private void onAnnouncement(byte[] bytes, int length) {
        boolean changed = false;
        for (Keeper keeper : keepers) {
            changed |= keeper.isChangedBy(bytes, length);
        }
        if (changed) {
            log.debug("the router has restarted, or has another address");
            keepers.forEach(Keeper::onChange);
        }
    }

    /**
     * Deletes the mappings and ends; no longer than {@link Timing#PORT_MAPPING_FAREWELL_NS}, for what is not deleted ends
     * with its lease. The listener hears nothing of it.
     */
    @Override
    public void close() {
        announcements.close();
        keepers.forEach(Keeper::end);
        long deadlineNs = System.nanoTime() + Timing.PORT_MAPPING_FAREWELL_NS;
        try {
            boolean ended = true;
            for (Keeper keeper : keepers) {
                ended &= keeper.awaitEnd(deadlineNs - System.nanoTime());
            }
            if (!ended) {
                log.debug("the router does not say that it has deleted the mappings");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Owner implements Keeper.Owner {
        @Override
        public void onReport(Protocol protocol, Upkeep.Report report) {
            switch (report) {
                case Upkeep.Report.Mapped mapped -> listener.onMapped(mapped.mapping());
                case Upkeep.Report.Lost lost -> listener.onLost(protocol, lost.why());
            }
        }

        @Override
        public void onRestart(Keeper noticedBy) {
            keepers.stream().filter(keeper -> keeper != noticedBy).forEach(Keeper::onChange);
        }
    }
}
