package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Outcome;
import dev.culvert.system.lab.PeerSpec;
import dev.culvert.system.lab.Repository;
import dev.culvert.system.lab.StockWireGuard;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * An edge that cannot start says in one line why, exits with the code for it, and leaves nothing.
 *
 * <pre>
 *  a 192.0.2.1 ──veth── b 192.0.2.2
 * </pre>
 */
final class BadStartTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host host = lab.host("a");
    private final EdgeProcess edge = EdgeProcess.on(host, "10.0.0.1/24", 7777);
    private final PeerSpec peer =
            EdgeProcess.on(lab.host("b"), "10.0.0.2/24", 7777).asPeer();

    @AfterEach
    void leavesNothing() {
        assertThat(host.exec("ss", "-Huanp").out()).doesNotContain("java");
        assertThat(host.exec("ip", "route", "show", "table", "all").out()).doesNotContain("10.0.0.");
    }

    private void assertRefused(ExitCode exit, List<String> command, String... words) {
        Outcome outcome = host.attempt(TIMEOUT, command);
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit.status());
        assertThat(outcome.err()).contains(words).hasLineCount(1);
    }

    /** The command after some shell commands, in the mount namespace that each {@code ip netns exec} has for itself. */
    private static List<String> after(String preparation, List<String> command) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "set -e; " + preparation + "; exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    private static List<String> without(String capabilities, List<String> command) {
        List<String> all =
                new ArrayList<>(List.of("setpriv", "--bounding-set=" + capabilities, "--inh-caps=" + capabilities));
        all.addAll(command);
        return all;
    }

    @Test
    void withoutCapNetAdmin_saysWhichCapability() {
        assertRefused(ExitCode.NO_PERMISSION, without("-net_admin", edge.upCommand(peer)), "CAP_NET_ADMIN");
    }

    @Test
    void withoutDevNetTun_saysWhatIsMissing() {
        assertRefused(
                ExitCode.UNAVAILABLE,
                after("mount -t tmpfs tmpfs /dev/net", edge.upCommand(peer)),
                "/dev/net/tun",
                "modprobe tun");
    }

    @Test
    void interfaceNameTaken_saysWhichName() {
        host.ip("link add " + edge.device() + " type bridge");
        assertRefused(ExitCode.UNAVAILABLE, edge.upCommand(peer), edge.device());
        host.exec("ip", "link", "show", edge.device());
    }

    @Test
    void prefixOverlapsALocalNetwork_saysWhichTwo() {
        host.ip("link add lan type bridge");
        host.address("lan", "10.0.0.200/16");
        assertRefused(ExitCode.UNAVAILABLE, edge.upCommand(peer), "10.0.0.1/24", "10.0.0.200/16", "lan");
        host.ip("link del lan");
    }

    @Test
    void portTaken_saysWhichPort() {
        try (DatagramSocket holder = host.call(() -> new DatagramSocket(7777))) {
            assertThat(holder.isBound()).isTrue();
            Outcome outcome = host.attempt(TIMEOUT, edge.upCommand(peer));
            assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(ExitCode.UNAVAILABLE.status());
            assertThat(outcome.err()).contains("7777").hasLineCount(1);
        }
    }

    @Test
    void keyFileReadableByOthers_isRefused() throws IOException {
        Path key = StockWireGuard.presharedKey(lab);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ExitCode.BAD_CONFIGURATION, edge.upCommand(peer.presharedKey(key)), key.toString(), "chmod 600");
    }

    @Test
    void keyFileUnreadable_isRefused() throws IOException {
        Path key = StockWireGuard.presharedKey(lab);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
        assertRefused(ExitCode.NO_PERMISSION, obeyingFileModes(edge.upCommand(peer.presharedKey(key))), key.toString());
    }

    @Test
    void stateDirectoryReadOnly_saysWhich() {
        Path state = edge.stateDirectory();
        assertRefused(
                ExitCode.UNAVAILABLE,
                after("mount -t tmpfs -o ro,mode=700 tmpfs " + state, edge.upCommand(peer)),
                state.toString());
    }

    @Test
    void stateDirectoryNotWritable_saysWhich() {
        Path state = edge.stateDirectory();
        List<String> command = obeyingFileModes(edge.upCommand(peer));
        assertRefused(
                ExitCode.NO_PERMISSION, after("mount -t tmpfs -o mode=500 tmpfs " + state, command), state.toString());
    }

    @Test
    void stateDirectoryFull_saysWhich() {
        Path state = edge.stateDirectory();
        String fill =
                "mount -t tmpfs -o size=4k,mode=700 tmpfs " + state + "; head -c 4096 /dev/zero > " + state + "/filler";
        assertRefused(ExitCode.UNAVAILABLE, after(fill, edge.upCommand(peer)), state.toString());
    }

    /**
     * Root without the right to ignore file modes. Java and the jar are shown to it under paths that it may enter: a
     * user's home, where they may be, is closed to such a root.
     */
    private List<String> obeyingFileModes(List<String> command) {
        Path java = lab.directory("java");
        Path jar = lab.directory("jar").resolve("edge.jar");
        List<String> shown = new ArrayList<>(command);
        shown.set(0, java.resolve("bin/java").toString());
        shown.set(2, jar.toString());
        String show = "mount --bind " + System.getProperty("java.home") + " " + java + "; touch " + jar
                + "; mount --bind " + Repository.file("edge/target/edge.jar") + " " + jar;
        return after(show, without("-dac_override,-dac_read_search", shown));
    }
}
