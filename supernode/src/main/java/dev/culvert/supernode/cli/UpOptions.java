package dev.culvert.supernode.cli;

import dev.culvert.common.config.ConfigFile;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.ops.ExitException;
import dev.culvert.supernode.config.SupernodeKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code supernode up}, all as text: one validation serves them and the file. */
final class UpOptions {
    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "UDP port for edges (default: 7654).")
    private @Nullable String port;

    @Option(
            names = "--stun-port",
            paramLabel = "PORT",
            description = "Second UDP port, for STUN alone (default: 3478).")
    private @Nullable String stunPort;

    @Option(
            names = "--public-address",
            paramLabel = "ADDRESS",
            description = "Address this host is reached at, where it has another itself; may be repeated. Edges in the"
                    + " same network are known to others by it.")
    private List<String> publicAddresses = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the supernode keeps its seed, lock, control socket and claims"
                    + " (default: $STATE_DIRECTORY, else /var/lib/culvert/supernode).")
    private @Nullable String stateDirectory;

    @Option(
            names = "--allow",
            paramLabel = "COMMUNITY-ID",
            description = "Community to serve, as 'edge community' prints it; may be repeated (default: any).")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--auto-prefix",
            paramLabel = "NETWORK/LENGTH",
            description = "Network of automatic addresses, where no edge of a community has chosen one before"
                    + " (default: 10.0.0.0/24).")
    private @Nullable String autoPrefix;

    @Option(names = "--no-relay", description = "Introduce edges, but carry no packets for them.")
    private boolean noRelay;

    @Option(
            names = "--relay-limit-pair",
            paramLabel = "MBIT",
            description = "Mbit/s relayed for one pair of edges; 0 for no limit (default: 0).")
    private @Nullable String relayLimitPair;

    @Option(
            names = "--relay-limit-community",
            paramLabel = "MBIT",
            description = "Mbit/s relayed for one community; 0 for no limit (default: 0).")
    private @Nullable String relayLimitCommunity;

    @Option(names = "--max-communities", paramLabel = "N", description = "Communities at once (default: 1000).")
    private @Nullable String maxCommunities;

    @Option(names = "--max-edges", paramLabel = "N", description = "Edges at once (default: 10000).")
    private @Nullable String maxEdges;

    @Option(
            names = "--max-edges-per-community",
            paramLabel = "N",
            description = "Edges of one community at once (default: 256).")
    private @Nullable String maxEdgesPerCommunity;

    @Option(
            names = "--max-edges-per-source",
            paramLabel = "N",
            description = "Edges from one IPv4 address or IPv6 /64 at once (default: 64).")
    private @Nullable String maxEdgesPerSource;

    @Option(
            names = "--max-relays",
            paramLabel = "N",
            description = "Pairs of edges that may be relayed at once (default: 100000).")
    private @Nullable String maxRelays;

    @Option(
            names = "--no-udp-gso",
            description =
                    "Forward each datagram by a call of its own: for a kernel or network card that damages or loses what"
                            + " it divides (UDP_SEGMENT).")
    private boolean noUdpGso;

    @Option(
            names = "--no-udp-gro",
            description =
                    "Receive each datagram by a call of its own: for a kernel that damages what it joins (UDP_GRO).")
    private boolean noUdpGro;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log debug lines too.")
    private boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "TOML file with these options, named as the long ones. The command line wins.")
    private @Nullable Path file;

    /** The command line's settings over the file's. */
    Settings<SupernodeKey> settings() throws ExitException {
        Map<SupernodeKey, Setting> values = new EnumMap<>(SupernodeKey.class);
        put(values, SupernodeKey.PORT, port);
        put(values, SupernodeKey.STUN_PORT, stunPort);
        put(values, SupernodeKey.PUBLIC_ADDRESS, joined(publicAddresses));
        put(values, SupernodeKey.STATE_DIR, stateDirectory);
        put(values, SupernodeKey.ALLOW, joined(allowed));
        put(values, SupernodeKey.AUTO_PREFIX, autoPrefix);
        put(values, SupernodeKey.NO_RELAY, noRelay ? "true" : null);
        put(values, SupernodeKey.RELAY_LIMIT_PAIR, relayLimitPair);
        put(values, SupernodeKey.RELAY_LIMIT_COMMUNITY, relayLimitCommunity);
        put(values, SupernodeKey.MAX_COMMUNITIES, maxCommunities);
        put(values, SupernodeKey.MAX_EDGES, maxEdges);
        put(values, SupernodeKey.MAX_EDGES_PER_COMMUNITY, maxEdgesPerCommunity);
        put(values, SupernodeKey.MAX_EDGES_PER_SOURCE, maxEdgesPerSource);
        put(values, SupernodeKey.MAX_RELAYS, maxRelays);
        put(values, SupernodeKey.NO_UDP_GSO, noUdpGso ? "true" : null);
        put(values, SupernodeKey.NO_UDP_GRO, noUdpGro ? "true" : null);
        put(values, SupernodeKey.VERBOSE, verbose ? "true" : null);
        Settings<SupernodeKey> commandLine = new Settings<>(values);
        Path given = file;
        return given == null
                ? commandLine
                : commandLine.over(ConfigFile.read(given).settings(SupernodeKey.class));
    }

    private static @Nullable String joined(List<String> texts) {
        return texts.isEmpty() ? null : String.join(",", texts);
    }

    private static void put(Map<SupernodeKey, Setting> values, SupernodeKey key, @Nullable String text) {
        if (text != null) {
            values.put(key, new Setting(text, Origin.option("--" + key)));
        }
    }
}
