package dev.culvert.edge.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the kernel says of the CPU, in the form of {@code /proc/cpuinfo}. */
final class CpuInfo {
    private CpuInfo() {}

    /**
     * Whether there are instructions for AES and for GCM's multiplication: {@code aes} with {@code pclmulqdq} on x86_64, with
     * {@code pmull} on aarch64. Without them AES is slow, and its time may tell the key. False if the file cannot be read.
     */
    static boolean hasAes(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? "" : line.substring(0, colon).strip();
                if (name.equals("flags") || name.equals("Features")) {
                    Set<String> flags =
                            Set.copyOf(List.of(line.substring(colon + 1).strip().split("\\s+", -1)));
                    return flags.contains("aes") && (flags.contains("pclmulqdq") || flags.contains("pmull"));
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
