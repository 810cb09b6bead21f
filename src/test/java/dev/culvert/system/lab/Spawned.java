package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running command of a {@link Host}. Its output goes to a file, so that it never waits for a reader. Any thread. */
public final class Spawned implements AutoCloseable {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final String command;
    private final Process process;
    private final Path output;

    private Spawned(String command, Process process, Path output) {
        this.command = command;
        this.process = process;
        this.output = output;
    }

    static Spawned start(ProcessBuilder builder, Path output) {
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            return new Spawned(String.join(" ", builder.command()), process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its process id: {@code ip netns exec} becomes the command, so it is the command's own. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** All that it has written so far, standard error included. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its output contains the text; fails, with the output, if it ends before or the time is over. */
    public Spawned awaitOutput(String text, Duration within) {
        if (!Await.holds(within, () -> output().contains(text) || !isRunning()) || !output().contains(text)) {
            throw new AssertionError("no '" + text + "' from " + this);
        }
        return this;
    }

    /** Waits for its end and returns the exit code. */
    public int awaitExit(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + within.toMillis() + " ms: " + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
    }

    /** SIGTERM, then waits for its end; returns the exit code. */
    public int terminate(Duration within) {
        process.destroy();
        return awaitExit(within);
    }

    /** SIGKILL, then waits for its end. No more than that if it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(KILL_TIMEOUT);
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        List<String> lines = output().lines().toList();
        return command + "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
