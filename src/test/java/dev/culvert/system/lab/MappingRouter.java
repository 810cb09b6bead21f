package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A home router that hosts inside may ask for port mappings: a port-restricted NAT with Debian's miniupnpd, which speaks
 * PCP, NAT-PMP and UPnP. It refuses to work behind an address that is reserved for documentation, as those of
 * {@link NatRouter} are: the outer network is a public one here.
 *
 * <pre>
 * inside 192.168.1.2 ── 192.168.1.1 router 45.0.0.1 ── 45.0.0.2 outside
 * </pre>
 */
public final class MappingRouter extends HostProcess {
    /** Who the host inside is to the router. */
    public static final String INSIDE = "192.168.1.2";
    /** The router's public address. */
    public static final String ADDRESS = "45.0.0.1";
    /** The host outside. */
    public static final String OUTSIDE = "45.0.0.2";

    private static final String CHAINS = "prerouting_miniupnpd";

    private static final String LAN = "lan";

    private final Path configuration;
    private int nextInside = 2;

    private MappingRouter(Host router, Path configuration) {
        super(router);
        this.configuration = configuration;
    }

    /** Joins the three hosts; nobody answers requests for mappings yet. */
    public static MappingRouter between(Host inside, Host router, Host outside) {
        Link wan = inside.lab().link(router, ADDRESS + "/24", outside, OUTSIDE + "/24");
        router.ip("link add " + LAN + " type bridge");
        router.address(LAN, "192.168.1.1/24");
        router.ip("link set " + LAN + " up");
        router.forward();
        String fromInside = "iifname != \"" + wan.aInterface() + "\" accept; ct state established,related accept;";
        router.exec(
                "nft",
                String.format(
                        Locale.ROOT,
                        "table inet router { chain miniupnpd { }; chain prerouting_miniupnpd { };"
                                + " chain postrouting_miniupnpd { };"
                                + " chain forward { type filter hook forward priority 0; policy drop; %s jump miniupnpd; };"
                                + " chain input { type filter hook input priority 0; policy drop; %s };"
                                + " chain pre { type nat hook prerouting priority -100; jump prerouting_miniupnpd; };"
                                + " chain post { type nat hook postrouting priority 100; jump postrouting_miniupnpd;"
                                + " oifname \"%s\" masquerade; }; }",
                        fromInside,
                        fromInside,
                        wan.aInterface()));
        Path directory = inside.lab().directory("miniupnpd-" + router.name());
        Path configuration = directory.resolve("miniupnpd.conf");
        write(configuration, """
                ext_ifname=%s
                listening_ip=%s
                uuid=5a1f7c3e-28f4-4b9c-9a51-0d6f3b1c2e47
                secure_mode=yes
                min_lifetime=2
                upnp_table_name=router
                upnp_nat_table_name=router
                allow 1024-65535 192.168.1.0/24 1024-65535
                deny 0-65535 0.0.0.0/0 0-65535
                """.formatted(wan.aInterface(), LAN));
        MappingRouter made = new MappingRouter(router, configuration);
        made.addInside(inside);
        return made;
    }

    /** Puts a host behind the router: the first is {@link #INSIDE}, the next has the next address. */
    public void addInside(Host host) {
        String port = host.lab().plug(host, "192.168.1." + nextInside++ + "/24", host());
        host().ip("link set " + port + " master " + LAN);
        host.ip("route add default via 192.168.1.1");
    }

    /**
     * Starts miniupnpd.
     *
     * @param furtherLines of its configuration, such as {@code enable_natpmp=yes}; UPnP is on and the others off by default
     */
    public void start(String... furtherLines) {
        Path whole = configuration.resolveSibling("running.conf");
        try {
            write(whole, Files.readString(configuration) + String.join("\n", furtherLines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch(new ProcessBuilder(
                        "miniupnpd",
                        "-d",
                        "-4",
                        "-f",
                        whole.toString(),
                        "-P",
                        configuration.resolveSibling("pid").toString()))
                .awaitOutput(
                        List.of(furtherLines).contains("enable_natpmp=yes")
                                ? "Listening for NAT-PMP/PCP"
                                : "HTTP listening",
                        Duration.ofSeconds(10));
    }

    /** What a power cut does: neither the daemon nor its mappings are there any more. */
    public void crash() {
        kill();
        for (String chain : List.of("miniupnpd", CHAINS, "postrouting_miniupnpd")) {
            host().exec("nft", "flush", "chain", "inet", "router", chain);
        }
    }

    /** How many ports are forwarded. */
    public long mappings() {
        return host().exec("nft", "list", "chain", "inet", "router", CHAINS)
                .out()
                .lines()
                .filter(line -> line.contains("dnat"))
                .count();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
