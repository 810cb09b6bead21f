package dev.culvert.system.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that the tests run in. */
public final class Repository {
    private static final Path ROOT = root();

    private Repository() {}

    /** A built or committed file, by its path from the top. Fails, naming it, if it is not there. */
    public static Path file(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new AssertionError(file + " is missing: build it with mvn -DskipTests package");
        }
        return file;
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("edge/pom.xml"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new AssertionError(
                        "not in the source tree: " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}
