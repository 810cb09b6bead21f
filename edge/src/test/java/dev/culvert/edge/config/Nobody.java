package dev.culvert.edge.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Surroundings of an edge on host1, with nothing in its environment and nobody at its terminal. */
final class Nobody {
    /** Nothing is known of the CPU. */
    static final Path NO_CPU = Path.of("/nonexistent");

    static final Surroundings AROUND = with(Map.of());

    private Nobody() {}

    static Surroundings with(Map<String, String> environment) {
        return new Surroundings(environment, hostName("host1\n"), NO_CPU, question -> Optional.empty());
    }

    static Path hostName(String name) {
        try {
            Path file = Files.createTempFile("hostname", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
