package dev.culvert.edge.config;

import dev.culvert.common.config.Names;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.SecretText;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns settings into the community they speak of: from its parts, or from an invite. Reads files, may prompt. */
public final class CommunityResolver {
    private CommunityResolver() {}

    /**
     * The community to join, and where; nothing if the settings name none.
     *
     * @throws ExitException for a part that is missing, malformed or contradicts another
     */
    public static Optional<CommunityConfig> resolve(Settings<ConfigKey> settings, Surroundings surroundings)
            throws ExitException {
        boolean invited = settings.value(ConfigKey.JOIN)
                .or(() -> settings.value(ConfigKey.JOIN_FILE))
                .isPresent();
        Optional<Setting> named = settings.value(ConfigKey.COMMUNITY);
        // Before anybody is asked for a secret.
        if (!invited && named.isPresent() && settings.value(ConfigKey.SUPERNODE).isEmpty()) {
            Origin origin = named.get().origin();
            throw origin.refuse(
                    "a community is joined at a supernode: add " + ConfigKey.SUPERNODE.written(origin, "HOST:PORT"));
        }
        return identify(settings, surroundings);
    }

    /**
     * As {@link #resolve}, but the supernodes may be missing: for what needs name and secret only.
     *
     * @throws ExitException for a part that is missing, malformed or contradicts another
     */
    public static Optional<CommunityConfig> identify(Settings<ConfigKey> settings, Surroundings surroundings)
            throws ExitException {
        Optional<Setting> invite = invite(settings, surroundings);
        if (invite.isPresent()) {
            return Optional.of(Values.parsed(invite.get(), Invite::parse));
        }
        Optional<Setting> named = settings.value(ConfigKey.COMMUNITY);
        if (named.isEmpty()) {
            refuseWithoutCommunity(settings);
            return Optional.empty();
        }
        String name = Values.parsed(named.get(), text -> Names.checked("community's name", text));
        List<SupernodeSpec> supernodes = supernodes(settings.value(ConfigKey.SUPERNODE));
        SecretText secret = SecretResolver.resolve(name, settings, surroundings);
        boolean typed = SecretResolver.sources(settings, surroundings).isEmpty();
        return Optional.of(new CommunityConfig(name, secret, typed, supernodes));
    }

    /** An invite says all: whatever else says a part of it contradicts it. */
    private static Optional<Setting> invite(Settings<ConfigKey> settings, Surroundings surroundings)
            throws ExitException {
        Optional<Setting> join = settings.value(ConfigKey.JOIN);
        Optional<Setting> file = settings.value(ConfigKey.JOIN_FILE);
        if (join.isEmpty() && file.isEmpty()) {
            return Optional.empty();
        }
        Origin origin = join.or(() -> file).orElseThrow().origin();
        List<Setting> others = new ArrayList<>(Stream.of(ConfigKey.COMMUNITY, ConfigKey.SUPERNODE)
                .flatMap(key -> settings.value(key).stream())
                .toList());
        others.addAll(SecretResolver.sources(settings, surroundings));
        if (join.isPresent()) {
            others.addAll(file.stream().toList());
        }
        if (!others.isEmpty()) {
            throw origin.refuse("an invite has community, secret and supernodes in it: leave out "
                    + others.getFirst().origin().place());
        }
        if (file.isEmpty()) {
            return join;
        }
        Path path = Values.path(file.get());
        return Optional.of(new Setting(SecretFile.read(origin.place() + ":", path), origin));
    }

    /** What makes no sense without a community. */
    static void refuseWithoutCommunity(Settings<ConfigKey> settings) throws ExitException {
        for (ConfigKey key : List.of(
                ConfigKey.SUPERNODE,
                ConfigKey.SECRET,
                ConfigKey.SECRET_FILE,
                ConfigKey.PATH,
                ConfigKey.KEEPALIVE,
                ConfigKey.CIPHER,
                ConfigKey.STUN,
                ConfigKey.ADVERTISE)) {
            Optional<Setting> setting = settings.value(key);
            if (setting.isPresent()) {
                Origin origin = setting.get().origin();
                throw origin.refuse("belongs to a community, and none is named: add "
                        + ConfigKey.COMMUNITY.written(origin, "NAME"));
            }
        }
    }

    private static List<SupernodeSpec> supernodes(Optional<Setting> setting) throws ExitException {
        List<SupernodeSpec> supernodes = new ArrayList<>();
        if (setting.isPresent()) {
            Origin origin = setting.get().origin();
            for (String text : setting.get().text().split(",", -1)) {
                SupernodeSpec spec = Values.parsed(new Setting(text.strip(), origin), SupernodeSpec::parse);
                if (supernodes.stream().anyMatch(other -> other.place().equals(spec.place()))) {
                    throw origin.refuse(spec.place() + " is given twice: give each supernode once");
                }
                supernodes.add(spec);
            }
        }
        return supernodes;
    }
}
