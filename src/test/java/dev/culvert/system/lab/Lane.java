package dev.culvert.system.lab;

import dev.culvert.tun.TunQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One direction of an {@link ImpairedLink}. One thread reads what one end sends and asks {@link Fates} when it arrives;
 * another delivers it to the other end at that time. Any thread may change the impairment and read the counts.
 */
public final class Lane {
    private static final int PACKETS = 8192;
    /** Memory is taken by so many slots as it is needed: most lanes are quiet, and a lab may have dozens. */
    private static final int SLOTS_AT_ONCE = 256;

    private static final long SLOT_BYTES = 1536;

    private final String name;
    private final TunQueue from;
    private final TunQueue to;
    private final Fates fates;
    private final Deque<MemorySegment> free = new ConcurrentLinkedDeque<>();
    private final DelayQueue<Delivery> travelling = new DelayQueue<>();
    private final AtomicInteger slots = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong overflowed = new AtomicLong();
    private final Thread reader;
    private final Thread writer;
    private volatile Impairment impairment = Impairment.NONE;
    private volatile Optional<Consumer<byte[]>> listener = Optional.empty();

    Lane(String name, TunQueue from, TunQueue to, long seed) {
        this.name = name;
        this.from = from;
        this.to = to;
        fates = new Fates(seed);
        reader = Thread.ofPlatform().daemon().name("lane-read-" + name).unstarted(this::read);
        writer = Thread.ofPlatform().daemon().name("lane-write-" + name).unstarted(this::deliver);
    }

    /** From the next packet on; those already travelling arrive as decided before. */
    public void impair(Impairment newImpairment) {
        impairment = newImpairment;
    }

    /** Calls the listener, on the lane's thread, with a copy of each IP packet that one end sends from now on. */
    public void tap(Consumer<byte[]> newListener) {
        listener = Optional.of(newListener);
    }

    /** Delivers an IP packet that nobody sent, or one more copy of one that somebody did. */
    public void inject(byte[] packet) {
        MemorySegment slot = slot().orElseThrow();
        slot.copyFrom(MemorySegment.ofArray(packet));
        travelling.add(new Delivery(System.nanoTime(), sent.get(), slot, packet.length));
    }

    /** Packets that one end has sent. */
    public long sent() {
        return sent.get();
    }

    /** Packets that the other end was given, copies included. */
    public long delivered() {
        return delivered.get();
    }

    void start() {
        reader.start();
        writer.start();
    }

    /**
     * Ends both threads, after their devices were closed.
     *
     * @throws AssertionError if more packets travelled at once than the lane holds: the test saw losses that it did not
     *     ask for
     */
    void stop() throws InterruptedException {
        reader.join();
        writer.interrupt();
        writer.join();
        if (overflowed.get() > 0) {
            throw new AssertionError(
                    overflowed + " packets did not fit into the lane " + name + ": rate × delay is too much");
        }
    }

    private void read() {
        MemorySegment slot = slot().orElseThrow();
        long length;
        while ((length = from.read(slot.address(), (int) SLOT_BYTES)) > 0) {
            long number = sent.incrementAndGet();
            MemorySegment packet = slot.asSlice(0, length);
            listener.ifPresent(tap -> tap.accept(packet.toArray(ValueLayout.JAVA_BYTE)));
            for (long dueNs : fates.of(impairment, System.nanoTime(), (int) length)) {
                Optional<MemorySegment> next = slot();
                if (next.isEmpty()) {
                    overflowed.incrementAndGet();
                } else {
                    next.get().copyFrom(slot);
                    travelling.add(new Delivery(dueNs, number, slot, length));
                    slot = next.get();
                }
            }
        }
    }

    /** Room for a packet; none while as many travel as the lane holds. */
    private Optional<MemorySegment> slot() {
        MemorySegment slot = free.poll();
        if (slot == null && slots.getAndUpdate(n -> Math.min(PACKETS, n + SLOTS_AT_ONCE)) < PACKETS) {
            MemorySegment more = Arena.ofAuto().allocate(SLOTS_AT_ONCE * SLOT_BYTES);
            for (int i = 1; i < SLOTS_AT_ONCE; i++) {
                free.push(more.asSlice(i * SLOT_BYTES, SLOT_BYTES));
            }
            slot = more.asSlice(0, SLOT_BYTES);
        }
        return Optional.ofNullable(slot);
    }

    private void deliver() {
        try {
            while (true) {
                Delivery next = travelling.take();
                if (to.write(next.packet.address(), (int) next.length) == next.length) {
                    delivered.incrementAndGet();
                }
                free.push(next.packet);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A packet on its way: it belongs to the queue, then to the writer, which gives the slot back. */
    private record Delivery(long dueNs, long number, MemorySegment packet, long length) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Delivery that = (Delivery) other;
            return dueNs == that.dueNs ? Long.compare(number, that.number) : Long.signum(dueNs - that.dueNs);
        }
    }
}
