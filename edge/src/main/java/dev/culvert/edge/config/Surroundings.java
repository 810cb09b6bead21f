package dev.culvert.edge.config;

import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What settings may come from besides options and file. Immutable.
 *
 * @param environment the process's
 * @param hostNameFile where the kernel says the host's name
 * @param cpuInfoFile where the kernel says what the CPU can do
 * @param prompt asks who sits at the terminal
 */
public record Surroundings(Map<String, String> environment, Path hostNameFile, Path cpuInfoFile, Prompt prompt) {

    /** Asks for a secret. */
    public interface Prompt {
        /**
         * What was typed, without echo; nothing if nobody sits there. Blocks.
         *
         * @param question to print
         */
        Optional<String> ask(String question);
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("/proc/sys/kernel/hostname"),
                Path.of("/proc/cpuinfo"),
                Surroundings::askAtTerminal);
    }

    private static Optional<String> askAtTerminal(String question) {
        // Since Java 22 there is a console without a terminal too.
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("%s", question))
                .map(String::new);
    }
}
