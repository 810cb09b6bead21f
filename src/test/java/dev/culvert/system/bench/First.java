package dev.culvert.system.bench;

import dev.culvert.system.lab.Await;
import java.time.Duration;
import java.util.List;

/** Waits until a tunnel carries. */
final class First {
    /** Of one attempt, which may find no interface yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private First() {}

    /** Until one ping from a is answered. */
    static void packet(Stage stage, String address) {
        Await.until(
                "a ping from " + stage.a() + " to " + address + " is answered",
                Tunnel.PATIENCE,
                () -> stage.a()
                                .attempt(PATIENCE, List.of("ping", "-n", "-c", "1", "-W", "1", address))
                                .exit()
                        == 0);
    }
}
