package dev.culvert.edge.portmap;

import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.network.Gateway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a mapping by one protocol, on a virtual thread of its own, from {@link #start} until it is told to end. */
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    /** Who hears of it, on the keeper's thread. */
    interface Owner {
        void onReport(Protocol protocol, Upkeep.Report report);

        /** The router has lost what it knew. */
        void onRestart(Keeper noticedBy);
    }

    private final Mapper mapper;
    private final Upkeep upkeep;
    private final Supplier<Optional<Gateway>> gateways;
    private final NanoClock clock;
    private final Owner owner;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    /** Who may have a mapping for us: it was asked, and has not said no. */
    private Optional<Gateway> asked = Optional.empty();

    private volatile PortMappings.Standing standing;

    Keeper(
            Mapper mapper,
            int internalPort,
            Duration lease,
            Supplier<Optional<Gateway>> gateways,
            NanoClock clock,
            Owner owner) {
        this.mapper = mapper;
        this.gateways = gateways;
        this.clock = clock;
        this.owner = owner;
        upkeep = new Upkeep(mapper.protocol(), internalPort, lease, clock.nowNs());
        standing = standing();
        thread = Thread.ofVirtual().name("port-mapping-" + mapper.protocol()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Asks the gateway soon. Any thread. */
    void onChange() {
        changes.release();
    }

    /** Hears what the gateway said unasked; whether that changes this mapping. Any thread. */
    boolean isChangedBy(byte[] bytes, int length) {
        return mapper.isChangedBy(bytes, length, clock.nowNs());
    }

    /** How it stands. Any thread. */
    PortMappings.Standing current() {
        return standing;
    }

    /** Begins to delete the mapping and to end. Any thread. */
    void end() {
        thread.interrupt();
    }

    /** Waits for its end; false if it takes longer. */
    boolean awaitEnd(long patienceNs) throws InterruptedException {
        return thread.join(Duration.ofNanos(Math.max(1, patienceNs)));
    }

    private void run() {
        try {
            keep();
        } catch (InterruptedException e) {
            log.trace("{}: ending", mapper.protocol());
        } catch (RuntimeException e) {
            log.error("port mapping by {} failed; it is not tried again", mapper.protocol(), e);
        }
        try {
            if (asked.isPresent()) {
                mapper.unmap(asked.get(), upkeep.request());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() throws InterruptedException {
        while (true) {
            Optional<Gateway> gateway = gateways.get();
            report(upkeep.onGateway(gateway, clock.nowNs()));
            asked = gateway;
            if (gateway.isPresent()) {
                Answer answer = mapper.map(gateway.get(), upkeep.request());
                log.debug("port mapping by {}: {}", mapper.protocol(), answer);
                report(upkeep.onAnswer(answer, clock.nowNs()));
                asked = upkeep.mapping().isPresent() ? gateway : Optional.empty();
                if (answer instanceof Answer.Granted granted && granted.restarted()) {
                    owner.onRestart(this);
                }
            }
            awaitNext();
        }
    }

    private void awaitNext() throws InterruptedException {
        for (long left = 1; left > 0; left = upkeep.nextNs() - clock.nowNs()) {
            if (changes.tryAcquire(Math.max(0, upkeep.nextNs() - clock.nowNs()), TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
                upkeep.onChange(clock.nowNs());
            }
        }
    }

    private void report(Optional<Upkeep.Report> report) {
        standing = standing();
        report.ifPresent(told -> owner.onReport(mapper.protocol(), told));
    }

    private PortMappings.Standing standing() {
        return new PortMappings.Standing(mapper.protocol(), upkeep.mapping(), upkeep.isKnown(), upkeep.words());
    }
}
