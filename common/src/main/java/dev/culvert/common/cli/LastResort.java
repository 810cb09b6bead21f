package dev.culvert.common.cli;

import dev.culvert.common.ops.ExitCode;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told of what nobody has caught, when it has ended a thread. After an {@link Error} the process ends at once: nobody does
 * any more what that thread did, and a program that stays as it is would not be started again by a service manager. An
 * orderly end may be what just failed, as it does when the jar was overwritten and no class can be loaded any more.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(LastResort.class);

    private final String program;
    private final IntConsumer halt;

    LastResort(String program, IntConsumer halt) {
        this.program = program;
        this.halt = halt;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        boolean fatal = failure instanceof Error;
        try {
            log.error(
                    "defect: the thread {} has ended{}",
                    thread.getName(),
                    fatal ? ": so does " + program : "",
                    failure);
        } catch (Error unloggable) {
            System.err.println(program + ": defect: the thread " + thread.getName() + " has ended: " + failure);
        } finally {
            if (fatal) {
                halt.accept(ExitCode.SOFTWARE.status());
            }
        }
    }
}
