package dev.culvert.common.loop;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the limit of a {@link TimestampSource} in the state directory: one line, the seconds of the TAI64N label that no
 * handshake has reached yet.
 */
public final class Timestamps {
    private static final Logger log = LoggerFactory.getLogger(Timestamps.class);
    private static final String FILE = "timestamp-limit";

    private final StateDirectory state;
    private final TimestampSource source;
    private boolean storing;
    private boolean failing;

    private Timestamps(StateDirectory state, TimestampSource source) {
        this.state = state;
        this.source = source;
    }

    /**
     * Reads the limit and stores the next one. Blocks.
     *
     * @throws ExitException if the file is damaged or cannot be written
     */
    public static Timestamps open(StateDirectory state) throws ExitException {
        Tai64n stored = Tai64n.of(Instant.EPOCH);
        Optional<String> text = state.readText(FILE);
        if (text.isPresent()) {
            stored = parse(state, text.get().strip());
        }
        TimestampSource source = new TimestampSource(stored, Instant::now);
        Optional<Tai64n> wanted = source.limitWanted();
        if (wanted.isPresent()) {
            store(state, wanted.get());
            source.stored(wanted.get());
        }
        return new Timestamps(state, source);
    }

    /** The source that is kept. Conductor, once it has started. */
    public TimestampSource source() {
        return source;
    }

    /** Raises the limit in the background where it is time. Conductor; {@code conductor} runs what must be there. */
    public void onTick(Conductor<?> conductor) {
        if (storing) {
            return;
        }
        source.limitWanted().ifPresent(limit -> {
            storing = true;
            Thread.ofVirtual().name("store-timestamp-limit").start(() -> {
                boolean stored = false;
                try {
                    stored = tryStore(limit);
                } finally {
                    boolean done = stored;
                    conductor.execute(() -> onStored(limit, done));
                }
            });
        });
    }

    private void onStored(Tai64n limit, boolean done) {
        storing = false;
        if (done) {
            source.stored(limit);
        }
    }

    /** Stores the last label used, so that the next start is not ahead of the clock. After the conductor has stopped. */
    public void close() {
        boolean _ = tryStore(source.last());
    }

    private boolean tryStore(Tai64n limit) {
        try {
            store(state, limit);
            failing = false;
            return true;
        } catch (ExitException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "{}: handshakes go on, but after a crash peers may refuse them until the clock has caught up",
                        e.getMessage());
            }
            return false;
        }
    }

    /** Rounded up to whole seconds. */
    private static void store(StateDirectory state, Tai64n limit) throws ExitException {
        state.writeAtomically(FILE, limit.seconds() + 1 + "\n");
    }

    private static Tai64n parse(StateDirectory state, String text) throws ExitException {
        try {
            return new Tai64n(Long.parseLong(text), 0);
        } catch (NumberFormatException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    state.file(FILE)
                            + " is damaged: delete it; if the clock is behind, peers may refuse this host until it"
                            + " has caught up",
                    e);
        }
    }
}
