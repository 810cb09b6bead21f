package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.NanoClock;
import dev.culvert.system.lab.Fates;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * UDP between simulated hosts, and the clock that all of them share. Time stands still while events run and jumps to the
 * next one. Not thread-safe: a simulation is one thread.
 */
public final class SimNetwork implements NanoClock {
    /** Any start but 0, so that code which takes 0 for "never" is found out. */
    private static final long START_NS = Duration.ofDays(3).toNanos();

    private record Event(long dueNs, long order, Runnable action) {}

    private record Direction(IpAddress from, IpAddress to) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::dueNs).thenComparingLong(Event::order));
    private final Map<Endpoint, SimPort> ports = new HashMap<>();
    private final Map<Direction, Fates> fates = new HashMap<>();
    private final Map<Direction, Impairment> impairments = new HashMap<>();
    private final SplittableRandom random;
    private Impairment everywhere = Impairment.NONE;
    private long nowNs = START_NS;
    private long scheduled;
    private long delivered;

    /** A network without hosts; everything that is random in it follows from the seed. */
    public SimNetwork(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    /** Randomness for one host, from the network's seed. */
    public RandomGenerator newRandom() {
        return random.split();
    }

    /** Treats all datagrams so, from now on. */
    public void impair(Impairment impairment) {
        everywhere = impairment;
        impairments.clear();
    }

    /** Treats the datagrams from one host to another so, from now on. */
    public void impair(String from, String to, Impairment impairment) {
        impairments.put(new Direction(IpAddress.parse(from), IpAddress.parse(to)), impairment);
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

    void attach(SimPort port) {
        if (ports.putIfAbsent(port.endpoint(), port) != null) {
            throw new IllegalArgumentException(port.endpoint() + " is taken");
        }
    }

    void detach(SimPort port) {
        ports.remove(port.endpoint());
    }

    void send(Endpoint from, Endpoint to, byte[] datagram) {
        Direction direction = new Direction(from.address(), to.address());
        Impairment impairment = impairments.getOrDefault(direction, everywhere);
        long[] dueNs = fates.computeIfAbsent(direction, unknown -> new Fates(random.nextLong()))
                .of(impairment, nowNs, datagram.length);
        for (long due : dueNs) {
            at(due, () -> deliver(from, to, datagram));
        }
    }

    private void deliver(Endpoint from, Endpoint to, byte[] datagram) {
        SimPort port = ports.get(to);
        if (port != null) {
            delivered++;
            port.receive(from, datagram);
        }
    }

    private void at(long dueNs, Runnable action) {
        events.add(new Event(dueNs, scheduled++, action));
    }

    private void step() {
        Event next = events.remove();
        nowNs = next.dueNs();
        next.action().run();
    }
}
