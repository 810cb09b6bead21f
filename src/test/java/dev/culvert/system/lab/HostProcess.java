package dev.culvert.system.lab;

import java.time.Duration;
import java.util.Optional;

/** A program that a test starts on a host, ends and starts again. Any thread, one at a time. */
abstract class HostProcess {
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Host host;
    private Optional<Spawned> process = Optional.empty();

    HostProcess(Host host) {
        this.host = host;
    }

    /** Where it runs. */
    public final Host host() {
        return host;
    }

    final Spawned launch(ProcessBuilder command) {
        Spawned started = host.spawn(command);
        process = Optional.of(started);
        return started;
    }

    /** What it logged since its last start. */
    public final String log() {
        return process.map(Spawned::output).orElse("");
    }

    /** The process that was started last. */
    public final Spawned running() {
        return process.orElseThrow(() -> new AssertionError("nothing was started on " + host));
    }

    /** Whether it was started and has not ended. */
    public final boolean isRunning() {
        return process.map(Spawned::isRunning).orElse(false);
    }

    /** SIGKILL: no chance to clean up or say goodbye. */
    public final void kill() {
        running().kill();
    }
}
