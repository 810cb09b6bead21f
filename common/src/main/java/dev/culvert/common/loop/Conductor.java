package dev.culvert.common.loop;

import dev.culvert.common.net.Epochs;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.NanoClock;
import dev.culvert.common.time.Timing;
import io.netty.channel.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the core: a netty event loop of its own, which takes events from data threads, ticks the timers
 * and closes what nobody holds any more. Handshakes wait in a lane of their own, so that a flood of them delays nothing
 * else; how many wait is the measure of load.
 *
 * @param <E> what data threads leave to it
 */
public final class Conductor<E> implements EventSink<E> {
    private static final Logger log = LoggerFactory.getLogger(Conductor.class);

    private static final int EVENT_QUEUE = 1_024;
    /** Handshakes computed before other events get their turn again: about 10 ms. */
    private static final int HANDSHAKES_A_TURN = 16;

    private final EventLoop loop;
    private final NanoClock clock;
    private final Epochs epochs;
    private final BlockingQueue<E> events = new ArrayBlockingQueue<>(EVENT_QUEUE);
    private final BlockingQueue<E> handshakes = new ArrayBlockingQueue<>(Limits.HANDSHAKE_QUEUE);
    private final Predicate<E> isHandshake;
    private final Consumer<Error> fatal;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Core<E> core;
    private boolean tickingSoon; // the loop's thread only

    /**
     * A conductor on a loop.
     *
     * @param isHandshake which events wait in the lane of handshakes
     * @param fatal told of an {@link Error}: nothing can be relied on any more, and the program must end
     */
    public Conductor(EventLoop loop, NanoClock clock, Epochs epochs, Predicate<E> isHandshake, Consumer<Error> fatal) {
        this.loop = loop;
        this.clock = clock;
        this.epochs = epochs;
        this.isHandshake = isHandshake;
        this.fatal = fatal;
    }

    /** Starts the timers; from here on the core belongs to the loop. */
    public void start(Core<E> owned) {
        core = owned;
        var _ = loop.scheduleAtFixedRate(this::tick, 0, Timing.TICK_NS, TimeUnit.NANOSECONDS);
        schedule();
    }

    @Override
    public boolean offer(E event) {
        if (loop.isShuttingDown()) {
            return false;
        }
        boolean taken = (isHandshake.test(event) ? handshakes : events).offer(event);
        if (taken) {
            schedule();
        }
        return taken;
    }

    /** Runs something on the conductor's thread; nothing once it is stopping. */
    public void execute(Runnable task) {
        try {
            loop.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("the conductor has stopped");
        }
    }

    /** Runs something on the conductor's thread, later. */
    public void schedule(Runnable task, long delayNs) {
        var _ = loop.schedule(() -> guarded(task), delayNs, TimeUnit.NANOSECONDS);
    }

    /** Asks something of the conductor's state; completes on its thread. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
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
        tickSoonIfBusy();
    }

    /** Between the regular ticks, while something is due soon. */
    private void tickSoonIfBusy() {
        Core<E> present = core;
        if (present != null && !tickingSoon && present.isBusy()) {
            tickingSoon = true;
            schedule(
                    () -> {
                        tickingSoon = false;
                        tick();
                    },
                    Timing.BUSY_TICK_NS);
        }
    }

    /** Handles the next event of a lane; false if there is none. */
    private boolean handleNext(BlockingQueue<E> lane) {
        E event = lane.poll();
        Core<E> present = core;
        if (event == null || present == null) {
            return false;
        }
        guarded(() -> present.onEvent(event, handshakes.size(), clock.nowNs()));
        return true;
    }

    private void tick() {
        Core<E> present = core;
        if (present != null) {
            guarded(() -> {
                present.onTick(clock.nowNs());
                epochs.poll();
            });
            tickSoonIfBusy();
        }
    }

    /** One event that fails must not end the loop and with it every session. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("unexpected failure; going on", e);
        } catch (Error e) {
            fatal.accept(e);
        }
    }
}
