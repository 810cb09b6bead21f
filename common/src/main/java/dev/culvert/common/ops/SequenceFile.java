package dev.culvert.common.ops;

import dev.culvert.common.record.Sequences;
import java.util.Optional;
import java.util.OptionalLong;

/** The limit of an edge's {@link Sequences} in the state directory: one line, a number that no record has passed. */
public final class SequenceFile {
    private static final String NAME = "record-sequence-limit";

    private final StateDirectory state;

    private SequenceFile(StateDirectory state) {
        this.state = state;
    }

    /** The file in this directory, made by the first {@link #store}. */
    public static SequenceFile in(StateDirectory state) {
        return new SequenceFile(state);
    }

    /**
     * Reads the limit and stores the next one, so that numbers can be used at once. Blocks.
     *
     * @throws ExitException if the file is damaged or cannot be written
     */
    public Sequences open() throws ExitException {
        Optional<String> text = state.readText(NAME);
        Sequences sequences = new Sequences(text.isPresent() ? parse(text.get().strip()) : 0);
        OptionalLong wanted = sequences.limitWanted();
        if (wanted.isPresent()) {
            store(wanted.getAsLong());
            sequences.stored(wanted.getAsLong());
        }
        return sequences;
    }

    /**
     * Stores a limit: one that {@link Sequences#limitWanted} wants, or at a clean stop the last number used. Blocks; one
     * call at a time.
     *
     * @throws ExitException if it cannot be written; the old one is still there
     */
    public void store(long limit) throws ExitException {
        state.writeAtomically(NAME, limit + "\n");
    }

    private long parse(String text) throws ExitException {
        try {
            long limit = Long.parseLong(text);
            if (limit >= 0) {
                return limit;
            }
            throw new NumberFormatException("negative");
        } catch (NumberFormatException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    state.file(NAME)
                            + " is damaged: delete it; the supernode then tells which number this edge has reached",
                    e);
        }
    }
}
