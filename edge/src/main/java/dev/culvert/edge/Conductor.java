package dev.culvert.edge;

import dev.culvert.common.net.Epochs;
import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.core.EdgeCore;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataEvents;
import io.netty.channel.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the core: a netty event loop of its own, which takes events from data threads, ticks the timers
 * and closes what nobody holds any more. Handshakes wait in a lane of their own, so that a flood of them delays nothing
 * else; how many wait is the measure of load.
 */
final class Conductor implements DataEvents {
    private static final Logger log = LoggerFactory.getLogger(Conductor.class);

    private static final int EVENT_QUEUE = 1_024;
    /** Handshakes computed before other events get their turn again: about 10 ms. */
    private static final int HANDSHAKES_A_TURN = 16;

    private final EventLoop loop;
    private final NanoClock clock;
    private final Epochs epochs;
    private final BlockingQueue<DataEvent> events = new ArrayBlockingQueue<>(EVENT_QUEUE);
    private final BlockingQueue<DataEvent> handshakes = new ArrayBlockingQueue<>(Timing.HANDSHAKE_QUEUE);
    private final Consumer<Error> fatal;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable EdgeCore core;

    /** {@code fatal} is told of an {@link Error}: nothing can be relied on any more, and the edge must end. */
    Conductor(EventLoop loop, NanoClock clock, Epochs epochs, Consumer<Error> fatal) {
        this.loop = loop;
        this.clock = clock;
        this.epochs = epochs;
        this.fatal = fatal;
    }

    /** Starts the timers; from here on the core belongs to the loop. */
    void start(EdgeCore edgeCore) {
        core = edgeCore;
        var _ = loop.scheduleAtFixedRate(this::tick, 0, Timing.TICK_NS, TimeUnit.NANOSECONDS);
        schedule();
    }

    @Override
    public boolean offer(DataEvent event) {
        if (loop.isShuttingDown()) {
            return false;
        }
        boolean taken = (event instanceof DataEvent.HandshakeMessage ? handshakes : events).offer(event);
        if (taken) {
            schedule();
        }
        return taken;
    }

    /** Runs something on the conductor's thread; nothing once it is stopping. */
    void execute(Runnable task) {
        try {
            loop.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("the conductor has stopped");
        }
    }

    /** Runs something on the conductor's thread, later. */
    void schedule(Runnable task, long delayNs) {
        var _ = loop.schedule(() -> guarded(task), delayNs, TimeUnit.NANOSECONDS);
    }

    /** Asks something of the conductor's state; completes on its thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop);
    }

    private void schedule() {
        if (core != null && scheduled.compareAndSet(false, true)) {
            execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (int i = 0; i < EVENT_QUEUE && handleNext(events); i++) {}
        for (int i = 0; i < HANDSHAKES_A_TURN && handleNext(handshakes); i++) {}
        if (!events.isEmpty() || !handshakes.isEmpty()) {
            schedule();
        }
    }

    /** Handles the next event of a lane; false if there is none. */
    private boolean handleNext(BlockingQueue<DataEvent> lane) {
        DataEvent event = lane.poll();
        EdgeCore edgeCore = core;
        if (event == null || edgeCore == null) {
            return false;
        }
        guarded(() -> edgeCore.onEvent(event, handshakes.size(), clock.nowNs()));
        return true;
    }

    private void tick() {
        EdgeCore edgeCore = core;
        if (edgeCore != null) {
            guarded(() -> {
                edgeCore.onTick(clock.nowNs());
                epochs.poll();
            });
        }
    }

    /** One event that fails must not end the loop and with it every session. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("unexpected failure; the edge goes on", e);
        } catch (Error e) {
            fatal.accept(e);
        }
    }
}
