package dev.culvert.system.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the machine must have; checked once a JVM. A machine that lacks it fails the tests: it never skips them. */
final class Requirements {
    /** Command to the package of Debian and Ubuntu that has it. */
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of(
            "ip", "iproute2",
            "ping", "iputils-ping",
            "iperf3", "iperf3",
            "wg", "wireguard-tools",
            "wireguard-go", "wireguard-go",
            "nft", "nftables",
            "ethtool", "ethtool",
            "miniupnpd", "miniupnpd-nftables",
            "setpriv", "util-linux",
            "systemd-analyze", "systemd"));

    private static final String PROBLEM = problem(
            "root".equals(System.getProperty("user.name")),
            Files.exists(Path.of("/dev/net/tun")),
            PACKAGES.keySet().stream().filter(command -> !onPath(command)).toList());

    private Requirements() {}

    static void check() {
        if (!PROBLEM.isEmpty()) {
            throw new AssertionError(PROBLEM);
        }
    }

    /** One line that names what is missing and what to do, or "". */
    static String problem(boolean root, boolean tun, List<String> missing) {
        if (!root) {
            return "The namespace tests need root: run sudo scripts/test";
        }
        if (!tun) {
            return "The namespace tests need /dev/net/tun: run modprobe tun";
        }
        if (!missing.isEmpty()) {
            List<String> packages =
                    missing.stream().map(Requirements::packageOf).distinct().toList();
            return "The namespace tests need " + String.join(", ", missing) + ": run apt-get install "
                    + String.join(" ", packages) + " (or sudo scripts/test, which does it)";
        }
        return "";
    }

    private static String packageOf(String command) {
        return PACKAGES.getOrDefault(command, command);
    }

    private static boolean onPath(String command) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }
}
