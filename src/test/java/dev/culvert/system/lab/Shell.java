package dev.culvert.system.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one command to its end. Any thread. */
final class Shell {
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Shell() {}

    /** Runs it and returns its outcome, whatever its exit code. Fails if it outlives the timeout, and then kills it. */
    static Outcome attempt(Duration timeout, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            CompletableFuture<String> out =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), THREADS);
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), THREADS);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "still running after " + timeout.toSeconds() + " s: " + String.join(" ", command));
            }
            return new Outcome(String.join(" ", command), process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + String.join(" ", command), e);
        }
    }

    /** Runs it; a non-zero exit code fails with the command and what it printed. */
    static Outcome exec(List<String> command) {
        return attempt(TIMEOUT, command).orFail();
    }

    static Outcome exec(String... command) {
        return exec(List.of(command));
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread for each pipe, so that neither fills up while the other is read. */
    private static final java.util.concurrent.Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("lab-pipe").start(task);
}
