package dev.culvert.edge.config;

import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.crypto.CommunitySecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What works and is still not wise. Pure. */
public final class Warnings {
    /** 16 characters of 5 bits are 80: more than who runs a supernode can try, at the cost of Argon2id each. */
    private static final int STRONG_CHARACTERS = 16;

    private Warnings() {}

    /** One line each. */
    public static List<String> of(Settings<ConfigKey> settings, Optional<CommunityConfig> community) {
        List<String> warnings = new ArrayList<>();
        if (isOnCommandLine(settings.value(ConfigKey.SECRET))) {
            warnings.add("every user of this host can see the secret of -k with 'ps': better is --secret-file FILE");
        }
        if (isOnCommandLine(settings.value(ConfigKey.JOIN))) {
            warnings.add("every user of this host can see the invite of --join with 'ps', and the secret is in it:"
                    + " better is --join-file FILE");
        }
        if (community.filter(Warnings::isWeak).isPresent()) {
            warnings.add("the secret of community " + community.get().name() + " is shorter than " + STRONG_CHARACTERS
                    + " characters: who runs a supernode may guess it; 'edge genkey' makes one that nobody guesses");
        }
        return warnings;
    }

    private static boolean isOnCommandLine(Optional<Setting> setting) {
        return setting.filter(given -> given.origin().isCommandLine()).isPresent();
    }

    private static boolean isWeak(CommunityConfig community) {
        String secret = community.secret().reveal();
        return !CommunitySecret.isGenerated(secret) && secret.codePoints().count() < STRONG_CHARACTERS;
    }
}
