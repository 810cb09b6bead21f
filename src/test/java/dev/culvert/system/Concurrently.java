package dev.culvert.system;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Does several things at once. */
final class Concurrently {
    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("concurrently").start(task);

    private Concurrently() {}

    /** Starts all, waits for all, and returns the results in the order given; the first failure is thrown. */
    static <T> List<T> all(List<Supplier<T>> tasks) {
        List<CompletableFuture<T>> running = tasks.stream()
                .map(task -> CompletableFuture.supplyAsync(task, THREADS))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }
}
