package dev.culvert.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run was made on. Immutable.
 *
 * @param cpu its name
 * @param instructions those of interest to ciphers that it has
 * @param cpus which both ends and the programs that measure share
 * @param java version
 * @param system distribution
 * @param congestionControl of new TCP connections
 * @param load of the last minute before the run: what is far from 0 spoils figures
 */
record Machine(
        String cpu,
        List<String> instructions,
        int cpus,
        String kernel,
        String java,
        String system,
        String congestionControl,
        double load) {
    private static final List<String> OF_INTEREST = List.of("aes", "pclmulqdq", "vaes", "avx2", "avx512f", "pmull");
    private static final double BUSY = 0.5;

    /** This one, now. */
    static Machine here() {
        String cpuinfo = text("/proc/cpuinfo");
        return of(
                cpuinfo,
                text("/etc/os-release"),
                text("/proc/sys/net/ipv4/tcp_congestion_control"),
                text("/proc/loadavg"));
    }

    static Machine of(String cpuinfo, String release, String congestionControl, String loadavg) {
        List<String> flags =
                List.of(field(cpuinfo, "(?m)^(?:flags|Features)\\s*:(.*)$").split(" ", -1));
        return new Machine(
                field(cpuinfo, "(?m)^model name\\s*:(.*)$"),
                OF_INTEREST.stream().filter(flags::contains).toList(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version", ""),
                Runtime.version().toString(),
                field(release, "(?m)^PRETTY_NAME=\"?([^\"\\n]*)"),
                congestionControl.strip(),
                Stream.of(loadavg.split(" ", -1))
                        .filter(word -> !word.isBlank())
                        .findFirst()
                        .map(Double::valueOf)
                        .orElse(0.0));
    }

    /** Whether others used it so much that figures mean little. */
    boolean busy() {
        return load > BUSY;
    }

    private static String field(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
