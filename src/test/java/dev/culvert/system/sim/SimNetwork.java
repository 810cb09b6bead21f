package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.NanoClock;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The internet between simulated hosts and NATs, and the clock that all of them share. Time stands still while events run
 * and jumps to the next one. Not thread-safe: a simulation is one thread.
 */
public final class SimNetwork implements NanoClock {
    /** Routers that each packet passes on its way through the core. */
    public static final int ROUTERS = 3;

    /** Any start but 0, so that code which takes 0 for "never" is found out. */
    private static final long START_NS = Duration.ofDays(3).toNanos();

    private record Event(long dueNs, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return dueNs == other.dueNs ? Long.compare(order, other.order) : Long.compare(dueNs, other.dueNs);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<IpAddress, SimHost> passing = new HashMap<>();
    private final SplittableRandom random;
    private final PairImpairments impairments = new PairImpairments(this::newSeed);
    private final SimSegment core = new SimSegment(this, impairments);
    private long nowNs = START_NS;
    private long scheduled;
    private long delivered;
    private boolean sending;

    /** A network without hosts; everything that is random in it follows from the seed. */
    public SimNetwork(long seed) {
        this.random = new SplittableRandom(seed);
        core.routers(ROUTERS, true);
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    /** Randomness for one host, from the network's seed. */
    public RandomGenerator newRandom() {
        return random.split();
    }

    /** Every packet passes so many routers of the core from now on, which report expired TTLs or do not. */
    public void routers(int number, boolean reporting) {
        core.routers(number, reporting);
    }

    /** Treats all packets in the core so, from now on. */
    public void impair(Impairment impairment) {
        impairments.set(impairment);
    }

    /** Treats the packets from one address of the core to another so, from now on: behind a NAT, from the NAT's. */
    public void impair(String from, String to, Impairment impairment) {
        impairments.set(IpAddress.parse(from), IpAddress.parse(to), impairment);
    }

    /** Does something after a while. */
    public void after(Duration delay, Runnable action) {
        at(nowNs + delay.toNanos(), action);
    }

    /** Does something again and again, first after one period. */
    public void every(Duration period, Runnable action) {
        after(period, () -> {
            action.run();
            every(period, action);
        });
    }

    /** Lets time pass. */
    public void run(Duration duration) {
        long endNs = nowNs + duration.toNanos();
        while (!events.isEmpty() && events.peek().dueNs() <= endNs) {
            step();
        }
        nowNs = endNs;
    }

    /** Lets time pass until something holds; how long that took. Fails if it takes longer than the limit. */
    public Duration runUntil(BooleanSupplier condition, Duration limit) {
        long startNs = nowNs;
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.dueNs() - startNs > limit.toNanos()) {
                throw new AssertionError("did not happen within " + limit);
            }
            step();
        }
        return Duration.ofNanos(nowNs - startNs);
    }

    /** Datagrams delivered so far. */
    public long delivered() {
        return delivered;
    }

    SimSegment core() {
        return core;
    }

    long newSeed() {
        return random.nextLong();
    }

    /** A host at this address of the core that is there as long as it has ports. */
    SimHost passing(IpAddress address) {
        return passing.computeIfAbsent(address, free -> new SimHost(this, free, () -> passing.remove(free)));
    }

    void at(long dueNs, Runnable action) {
        events.add(new Event(dueNs, scheduled++, action));
    }

    /** Does something at a time, at once if that is now. */
    void when(long dueNs, Runnable action) {
        if (dueNs == nowNs) {
            action.run();
        } else {
            at(dueNs, action);
        }
    }

    /** Sends, and has nothing received before it has returned: receivers are never called by senders. */
    void send(SimLink by, SimPacket packet) {
        sending = true;
        by.send(packet);
        sending = false;
    }

    /** A packet has reached a host. */
    void receive(Runnable action) {
        if (sending) {
            at(nowNs, action);
        } else {
            action.run();
        }
    }

    void countDelivered() {
        delivered++;
    }

    private void step() {
        Event next = events.remove();
        nowNs = next.dueNs();
        next.action().run();
    }
}
