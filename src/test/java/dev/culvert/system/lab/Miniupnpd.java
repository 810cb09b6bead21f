package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Debian's miniupnpd on a router: it forwards ports to hosts inside that ask by PCP, NAT-PMP or UPnP. It refuses to work where
 * the router's own address outside is a private or a reserved one. One thread.
 */
public final class Miniupnpd extends HostProcess {
    /** The chains of its own that the router's table must have, in nftables' words. */
    static final String CHAINS = "chain miniupnpd { }\nchain prerouting_miniupnpd { }\nchain postrouting_miniupnpd { }";

    private static final List<String> CHAIN_NAMES =
            List.of("miniupnpd", "prerouting_miniupnpd", "postrouting_miniupnpd");
    private static final String NATPMP_ON = "enable_natpmp=yes";

    private final Path directory;
    private final String configuration;

    private Miniupnpd(Host router, Path directory, String configuration) {
        super(router);
        this.directory = directory;
        this.configuration = configuration;
    }

    /**
     * Does not start it.
     *
     * @param router with {@code table inet router}, in which the chains of {@link #CHAINS} are used
     * @param outside the interface with the public address
     * @param inside the interface that listens to hosts in 192.168.1.0/24
     */
    static Miniupnpd on(Host router, String outside, String inside) {
        String configuration = """
                ext_ifname=%s
                listening_ip=%s
                uuid=5a1f7c3e-28f4-4b9c-9a51-0d6f3b1c2e47
                secure_mode=yes
                min_lifetime=2
                upnp_table_name=router
                upnp_nat_table_name=router
                allow 1024-65535 192.168.1.0/24 1024-65535
                deny 0-65535 0.0.0.0/0 0-65535
                """.formatted(outside, inside);
        return new Miniupnpd(router, router.lab().directory("miniupnpd-" + router.name()), configuration);
    }

    /**
     * Starts it and returns when it listens.
     *
     * @param furtherLines of its configuration, such as {@code enable_natpmp=yes}; UPnP is on and the others off by default
     */
    public void start(String... furtherLines) {
        List<String> further = List.of(furtherLines);
        Path file = directory.resolve("miniupnpd.conf");
        try {
            Files.writeString(file, configuration + String.join("\n", further) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String pidFile = directory.resolve("pid").toString();
        launch(new ProcessBuilder("miniupnpd", "-d", "-4", "-f", file.toString(), "-P", pidFile))
                .awaitOutput(
                        further.contains(NATPMP_ON) ? "Listening for NAT-PMP/PCP" : "HTTP listening",
                        Duration.ofSeconds(10));
    }

    /** Starts it with all three protocols. */
    void startWithAll() {
        start(NATPMP_ON);
    }

    /** What a power cut does: neither the daemon nor its mappings are there any more. */
    public void crash() {
        kill();
        for (String chain : CHAIN_NAMES) {
            host().exec("nft", "flush", "chain", "inet", "router", chain);
        }
    }

    /** How many ports are forwarded. */
    public long mappings() {
        return host().exec("nft", "list", "chain", "inet", "router", "prerouting_miniupnpd")
                .out()
                .lines()
                .filter(line -> line.contains("dnat"))
                .count();
    }
}
