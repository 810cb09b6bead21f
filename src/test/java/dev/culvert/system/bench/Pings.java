package dev.culvert.system.bench;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.PingReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Echo requests, a hundred a second, with and without other packets beside them. */
final class Pings {
    /** How long a stream that loads the tunnel runs alone, before and after together. */
    static final int LEAD_SECONDS = 1;

    private static final Duration BEFORE = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration FIRST_REPLY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("load").start(task);

    private Pings() {}

    /** What pings saw, and what the stream beside them carried. */
    record Loaded(PingReport ping, TcpRun load) {}

    static PingReport idle(Stage stage, String address, int seconds) {
        int count = (int) (Duration.ofSeconds(seconds).toMillis() / INTERVAL.toMillis());
        return stage.a().ping(address, count, INTERVAL, FIRST_REPLY);
    }

    /** While one TCP stream goes the same way. */
    static Loaded loaded(Stage stage, String address, int seconds) {
        int loadSeconds = seconds + LEAD_SECONDS;
        List<String> options = List.of("-t", Integer.toString(loadSeconds));
        CompletableFuture<String> load = CompletableFuture.supplyAsync(
                () -> Iperf3.json(stage.a(), stage.b(), address, PATIENCE.plusSeconds(loadSeconds), options), THREADS);
        Await.pass(BEFORE);
        PingReport ping = idle(stage, address, seconds);
        try {
            return new Loaded(ping, TcpRun.parse(load.join()));
        } catch (CompletionException e) {
            throw new AssertionError(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }
}
