package dev.culvert.edge;

import dev.culvert.common.loop.Conductor;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SequenceFile;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.record.Sequences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the limit of the records' {@link Sequences} on the disk ahead of them. */
final class RecordSequences {
    private static final Logger log = LoggerFactory.getLogger(RecordSequences.class);

    private final SequenceFile file;
    private final Sequences sequences;
    private boolean storing; // conductor only

    /** Reads the limit and stores the next one. Blocks. */
    RecordSequences(StateDirectory state) throws ExitException {
        file = SequenceFile.in(state);
        sequences = file.open();
    }

    Sequences sequences() {
        return sequences;
    }

    /** Raises the limit in the background where it is time. Conductor; {@code conductor} runs what must be there. */
    void onTick(Conductor<?> conductor) {
        if (storing || sequences.limitWanted().isEmpty()) {
            return;
        }
        storing = true;
        long limit = sequences.limitWanted().getAsLong();
        Thread.ofVirtual().name("store-sequence-limit").start(() -> {
            boolean stored = store(limit);
            conductor.execute(() -> {
                storing = false;
                if (stored) {
                    sequences.stored(limit);
                }
            });
        });
    }

    /** Stores the last number used. After the conductor has stopped. */
    void close() {
        boolean _ = store(sequences.last());
    }

    private boolean store(long limit) {
        try {
            file.store(limit);
            return true;
        } catch (ExitException e) {
            log.warn("{}: after a crash a supernode has to tell which number this edge has reached", e.getMessage());
            return false;
        }
    }
}
