package dev.culvert.system.bench;

import dev.culvert.system.lab.Spawned;
import java.time.Duration;

/** How a measured program is ended: it may take its time, but not for ever. */
final class Ending {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Ending() {}

    static void end(Spawned process) {
        if (!process.isRunning()) {
            return;
        }
        try {
            process.terminate(PATIENCE);
        } catch (AssertionError e) {
            process.kill();
        }
    }
}
