package dev.culvert.common.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be undone, in reverse order of doing. A step that fails is logged and does not keep the others back. */
public final class UndoStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UndoStack.class);

    private record Step(String name, Action action) {}

    /** Undoes one step. */
    public interface Action {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Notes how to undo what was just done; the name completes "could not …". */
    public void add(String name, Action action) {
        steps.push(new Step(name, action));
    }

    /** Undoes all that was done. Idempotent. */
    @Override
    public void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.action().run();
            } catch (Exception e) {
                log.warn("could not {}: {}", step.name(), e.toString());
            }
        }
    }
}
