package dev.culvert.edge;

import dev.culvert.common.loop.Conductor;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.ChangeThrottle;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.edge.network.SuspendDetector;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.RouteEvent;
import dev.culvert.tun.RouteWatch;
import dev.culvert.tun.TunException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the conductor when the host's network has changed, or the host has slept: soon, at most once a second, and with how
 * the network is now.
 *
 * <pre>
 *  virtual thread   RouteWatch.await ─ NetworkChanges ─┐
 *  conductor        tick: both clocks ─ SuspendDetector ┴► ChangeThrottle ─ due ─┐            ┌► Listener
 *  virtual thread                                                                └ RouteWatch.network
 * </pre>
 */
final class NetworkWatch {
    private static final Logger log = LoggerFactory.getLogger(NetworkWatch.class);

    /** Who wants to know. Conductor thread. */
    @FunctionalInterface
    interface Listener {
        /**
         * Whatever worked may not work any more, and the reverse.
         *
         * @param what the changes, in words
         */
        void onNetworkChange(String what, LocalNetwork now);
    }

    private final RouteWatch watch;
    private final NetworkChanges changes; // the watching thread's
    private final int ownDevice;
    private final Conductor<?> conductor;
    private final NanoClock clock;
    private final Listener listener;
    private final Thread watcher;

    // The conductor's.
    private final ChangeThrottle throttle = new ChangeThrottle();
    private final SuspendDetector suspends;
    private LocalNetwork network;
    private boolean asking;

    private NetworkWatch(
            RouteWatch watch,
            HostNetwork now,
            int ownDevice,
            Conductor<?> conductor,
            NanoClock clock,
            Listener listener) {
        this.watch = watch;
        this.changes = new NetworkChanges(ownDevice, now);
        this.ownDevice = ownDevice;
        this.conductor = conductor;
        this.clock = clock;
        this.listener = listener;
        network = LocalAddresses.of(now, ownDevice);
        suspends = new SuspendDetector(clock.nowNs(), System.nanoTime());
        watcher = Thread.ofVirtual().name("watch-network").unstarted(this::watch);
    }

    /**
     * Begins to watch. One virtual thread waits in a native call from {@link #start} on.
     *
     * @param ownDevice the index of the edge's own device: what happens there is the edge's doing
     * @throws ExitException if the kernel does not let us
     */
    static NetworkWatch open(int ownDevice, Conductor<?> conductor, NanoClock clock, Listener listener)
            throws ExitException {
        RouteWatch watch = null;
        try {
            watch = RouteWatch.open();
            return new NetworkWatch(watch, watch.network(), ownDevice, conductor, clock, listener);
        } catch (TunException e) {
            if (watch != null) {
                watch.close();
            }
            throw StartFailures.failed(e);
        }
    }

    /** How the network was when it was last looked at: at the start, and before each call of the listener. Conductor. */
    LocalNetwork network() {
        return network;
    }

    void start() {
        watcher.start();
        conductor.execute(this::tick);
    }

    /** Ends the watching thread; waits for it. */
    void close() throws InterruptedException {
        watch.close();
        watcher.join();
    }

    // -- the watching thread -----------------------------------------------------------------------------------------

    private void watch() {
        try {
            for (List<RouteEvent> events = watch.await(); !events.isEmpty(); events = watch.await()) {
                tell(read(events));
            }
        } catch (TunException e) {
            log.warn("{}: from now on changes of the network are noticed by lost pings only", e.getMessage());
        }
    }

    private List<String> read(List<RouteEvent> events) {
        List<String> words = new ArrayList<>();
        for (RouteEvent event : events) {
            if (event instanceof RouteEvent.EventsLost) {
                lookAnew();
            }
            changes.onEvent(event).ifPresent(words::add);
        }
        return words;
    }

    private void lookAnew() {
        try {
            changes.reset(watch.network());
        } catch (TunException e) { // what is remembered is old: a repetition may pass for a change
            log.debug("{}", e.getMessage());
        }
    }

    private void tell(List<String> words) {
        if (!words.isEmpty()) {
            conductor.execute(() -> onChange(words.getFirst(), words.size()));
        }
    }

    // -- the conductor -----------------------------------------------------------------------------------------------

    private void tick() {
        conductor.schedule(this::tick, Timing.TICK_NS);
        long sleptNs = suspends.onTick(clock.nowNs(), System.nanoTime());
        if (sleptNs > 0) {
            onChange("the host slept for " + TimeUnit.NANOSECONDS.toSeconds(sleptNs) + " s", 1);
        }
    }

    private void onChange(String what, int count) {
        long nowNs = clock.nowNs();
        boolean first = throttle.dueNs() == ChangeThrottle.NOTHING;
        throttle.onChange(what, count, nowNs);
        if (first) {
            conductor.schedule(this::onDue, throttle.dueNs() - nowNs);
        }
    }

    private void onDue() {
        if (asking) { // a slow answer: the next one must not overtake it
            conductor.schedule(this::onDue, Timing.NETWORK_SETTLE_NS);
            return;
        }
        asking = true;
        String what = throttle.take(clock.nowNs());
        Thread.ofVirtual().name("read-network").start(() -> ask(what));
    }

    private void ask(String what) {
        try {
            HostNetwork now = watch.network();
            conductor.execute(() -> onAnswer(what, LocalAddresses.of(now, ownDevice)));
        } catch (TunException e) {
            log.warn("{}: the addresses known before are used", e.getMessage());
            conductor.execute(() -> onAnswer(what, network));
        }
    }

    private void onAnswer(String what, LocalNetwork now) {
        asking = false;
        network = now;
        listener.onNetworkChange(what, now);
    }
}
