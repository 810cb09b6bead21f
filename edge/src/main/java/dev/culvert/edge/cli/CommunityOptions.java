package dev.culvert.edge.cli;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.edge.config.ConfigKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which community, and where it is joined. */
final class CommunityOptions {
    @Option(
            names = {"-c", "--community"},
            paramLabel = "NAME",
            description = "Community to join; takes its secret and a supernode.")
    private @Nullable String community;

    @Option(
            names = {"-k", "--secret"},
            paramLabel = "SECRET",
            description = "The community's secret. Every user of this host can see it with 'ps': --secret-file, the"
                    + " variable CULVERT_SECRET and typing it when asked hide it.")
    private @Nullable String secret;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "File with the community's secret, mode 0600.")
    private @Nullable String secretFile;

    @Option(
            names = {"-l", "--supernode"},
            paramLabel = "HOST:PORT[#KEY]",
            description = "Supernode to register with; may be repeated, the preferred one first. Without its KEY, which"
                    + " 'supernode key' prints, the key seen first is remembered.")
    private List<String> supernodes = new ArrayList<>();

    Map<ConfigKey, Setting> settings() {
        Map<ConfigKey, Setting> values = new EnumMap<>(ConfigKey.class);
        put(values, ConfigKey.COMMUNITY, community);
        put(values, ConfigKey.SECRET, secret);
        put(values, ConfigKey.SECRET_FILE, secretFile);
        put(values, ConfigKey.SUPERNODE, supernodes.isEmpty() ? null : String.join(",", supernodes));
        return values;
    }

    static void put(Map<ConfigKey, Setting> values, ConfigKey key, @Nullable String text) {
        if (text != null) {
            values.put(key, new Setting(text, Origin.option("--" + key)));
        }
    }
}
