package dev.culvert.edge.config;

import dev.culvert.common.config.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host's own name, from which an edge gets its. */
final class HostName {
    /** What an edge is called on a host that has no usable name. */
    private static final String NAMELESS = "edge";

    private HostName() {}

    /** The name in the file, without what a name may not have, and cut where it is too long: the kernel allows 64. */
    static String read(Path file) {
        StringBuilder name = new StringBuilder();
        text(file).strip().codePoints().filter(Names::isPrintable).forEach(character -> {
            if ((name + Character.toString(character)).getBytes(StandardCharsets.UTF_8).length <= Names.MAX_BYTES) {
                name.appendCodePoint(character);
            }
        });
        return name.toString().isBlank() ? NAMELESS : name.toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return NAMELESS;
        }
    }
}
