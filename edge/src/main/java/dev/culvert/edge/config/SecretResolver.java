package dev.culvert.edge.config;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.SecretText;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the community's secret, wherever it is given, and refuses to choose between two. Reads files, may prompt. */
final class SecretResolver {
    /** The environment variable that may have the secret. */
    static final String VARIABLE = "CULVERT_SECRET";
    /** Longest secret in bytes of UTF-8: an invite has room for it. */
    static final int MAX_BYTES = 512;

    private SecretResolver() {}

    /** All places where a secret is given, as settings; the file's is its path still. */
    static List<Setting> sources(Settings<ConfigKey> settings, Surroundings surroundings) {
        List<Setting> sources = new ArrayList<>();
        settings.value(ConfigKey.SECRET).ifPresent(sources::add);
        settings.value(ConfigKey.SECRET_FILE).ifPresent(sources::add);
        Optional.ofNullable(surroundings.environment().get(VARIABLE))
                .ifPresent(text -> sources.add(new Setting(text, Origin.option(VARIABLE))));
        return sources;
    }

    static SecretText resolve(String community, Settings<ConfigKey> settings, Surroundings surroundings)
            throws ExitException {
        List<Setting> sources = sources(settings, surroundings);
        if (sources.size() > 1) {
            throw sources.getFirst()
                    .origin()
                    .refuse("the secret is given by " + sources.get(1).origin().place() + " too: give it once");
        }
        Optional<Setting> file = settings.value(ConfigKey.SECRET_FILE);
        if (file.isPresent()) {
            return checked(new Setting(fromFile(file.get()), file.get().origin()));
        }
        if (!sources.isEmpty()) {
            return checked(sources.getFirst());
        }
        String typed = surroundings
                .prompt()
                .ask("Secret of community " + community + ": ")
                .orElseThrow(() -> new ExitException(
                        ExitCode.USAGE,
                        "community " + community + " has no secret: give --secret-file FILE, or set " + VARIABLE
                                + ", or start this at a terminal and type it"));
        return checked(new Setting(typed, Origin.option("the secret typed")));
    }

    private static String fromFile(Setting setting) throws ExitException {
        Path path = Values.path(setting);
        return SecretFile.read(setting.origin().place() + ":", path);
    }

    /** White space around it is no part of it: a file ends with a newline, an option does not. */
    private static SecretText checked(Setting setting) throws ExitException {
        String secret = setting.text().strip();
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw setting.origin()
                    .refuse(
                            bytes == 0
                                    ? "the secret is empty: 'edge genkey' makes one"
                                    : "the secret has " + bytes + " bytes: " + MAX_BYTES + " are the limit");
        }
        if (CommunitySecret.isGenerated(secret)) {
            return Values.parsed(
                    new Setting(secret, setting.origin()),
                    text -> new SecretText(CommunitySecret.parse(text).encoded()));
        }
        return new SecretText(secret);
    }
}
