package dev.culvert.edge.cli;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Table;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.ConfigKey;
import dev.culvert.edge.config.EdgeSettings;
import dev.culvert.edge.config.PeerKey;
import dev.culvert.edge.config.PeerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code edge up}, all as text: one validation serves them and the file. */
final class UpOptions {
    @Option(
            names = {"-a", "--address"},
            paramLabel = "ADDRESS/LENGTH",
            description = "Own overlay address with the overlay's prefix length, such as 10.0.0.1/24. Required.")
    private @Nullable String address;

    @Option(
            names = {"-d", "--device"},
            paramLabel = "NAME",
            description = "Name of the interface (default: culvert0).")
    private @Nullable String device;

    @Option(
            names = {"-m", "--mtu"},
            paramLabel = "BYTES",
            description = "MTU of the interface, 576 to 65456 (default: 1400).")
    private @Nullable String mtu;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Local UDP port; 0 lets the kernel choose (default: 0).")
    private @Nullable String port;

    @Option(
            names = "--peer",
            paramLabel = "KEY=VALUE;...",
            description = "A WireGuard peer; may be repeated. Keys: public-key and allowed-ips (a list with commas);"
                    + " optional endpoint, preshared-key-file, persistent-keepalive.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the edge keeps its seed, lock and control socket"
                    + " (default: $STATE_DIRECTORY, else /var/lib/culvert/edge).")
    private @Nullable String stateDirectory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "TOML file with these options, named as the long ones, peers as [[peer]] tables."
                    + " The command line wins; peers add up.")
    private @Nullable Path file;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log debug lines too.")
    private boolean verbose;

    /** The command line's settings over the file's. */
    EdgeSettings settings() throws ExitException {
        Map<ConfigKey, Setting> values = new EnumMap<>(ConfigKey.class);
        put(values, ConfigKey.ADDRESS, address);
        put(values, ConfigKey.DEVICE, device);
        put(values, ConfigKey.MTU, mtu);
        put(values, ConfigKey.PORT, port);
        put(values, ConfigKey.STATE_DIR, stateDirectory);
        put(values, ConfigKey.VERBOSE, verbose ? "true" : null);
        List<Table<PeerKey>> peerSettings = new ArrayList<>();
        for (String spec : peers) {
            peerSettings.add(PeerSpec.parse(spec, Origin.option("--peer #" + (peerSettings.size() + 1))));
        }
        Path given = file;
        return new EdgeSettings(new Settings<>(values), peerSettings)
                .over(given == null ? EdgeSettings.NONE : EdgeSettings.read(given));
    }

    private static void put(Map<ConfigKey, Setting> values, ConfigKey key, @Nullable String text) {
        if (text != null) {
            values.put(key, new Setting(text, Origin.option("--" + key)));
        }
    }
}
