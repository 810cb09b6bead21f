package dev.culvert.supernode.config;

import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns settings into a configuration: defaults, values one by one, then what they must agree on. */
public final class SupernodeResolver {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_COUNT = 10_000_000;
    private static final int MAX_MBIT = 1_000_000;
    private static final long BITS_PER_MBIT = 1_000_000;
    /** Below it a network has one or two addresses to give. */
    private static final int MIN_HOST_BITS = 2;

    private static final String COMMUNITY_ID = "[0-9a-f]{32}";

    private SupernodeResolver() {}

    /**
     * The configuration that the settings describe.
     *
     * @param defaultStateDirectory if they name none
     * @throws ExitException for the first value that is malformed or contradicts another
     */
    public static SupernodeConfig resolve(Settings<SupernodeKey> settings, Path defaultStateDirectory)
            throws ExitException {
        int port = number(settings, SupernodeKey.PORT, 1, MAX_PORT, SupernodeConfig.DEFAULT_PORT);
        int stunPort = number(settings, SupernodeKey.STUN_PORT, 1, MAX_PORT, SupernodeConfig.DEFAULT_STUN_PORT);
        if (port == stunPort) {
            throw settings.value(SupernodeKey.STUN_PORT)
                    .or(() -> settings.value(SupernodeKey.PORT))
                    .map(Setting::origin)
                    .orElse(Origin.option("--port"))
                    .refuse("port " + port + " is wanted twice, and STUN needs a second one: choose another");
        }
        Optional<Setting> stateDirectory = settings.value(SupernodeKey.STATE_DIR);
        Optional<Setting> autoPrefix = settings.value(SupernodeKey.AUTO_PREFIX);
        return new SupernodeConfig(
                port,
                stunPort,
                List.copyOf(list(settings, SupernodeKey.PUBLIC_ADDRESS, SupernodeResolver::publicAddress)),
                stateDirectory.isPresent() ? Values.path(stateDirectory.get()) : defaultStateDirectory,
                list(settings, SupernodeKey.ALLOW, SupernodeResolver::communityId),
                autoPrefix.isPresent() ? autoPrefix(autoPrefix.get()) : SupernodeConfig.DEFAULT_AUTO_PREFIX,
                !settings.flag(SupernodeKey.NO_RELAY),
                limits(settings),
                new UdpOffloads(!settings.flag(SupernodeKey.NO_UDP_GSO), !settings.flag(SupernodeKey.NO_UDP_GRO)),
                settings.flag(SupernodeKey.VERBOSE));
    }

    private static SupernodeLimits limits(Settings<SupernodeKey> settings) throws ExitException {
        SupernodeLimits standard = SupernodeLimits.DEFAULT;
        return new SupernodeLimits(
                number(settings, SupernodeKey.MAX_COMMUNITIES, 1, MAX_COUNT, standard.communities()),
                number(settings, SupernodeKey.MAX_EDGES, 1, MAX_COUNT, standard.edges()),
                number(settings, SupernodeKey.MAX_EDGES_PER_COMMUNITY, 1, MAX_COUNT, standard.edgesPerCommunity()),
                number(settings, SupernodeKey.MAX_EDGES_PER_SOURCE, 1, MAX_COUNT, standard.edgesPerSource()),
                number(settings, SupernodeKey.MAX_RELAYS, 1, MAX_COUNT, standard.relays()),
                number(settings, SupernodeKey.RELAY_LIMIT_PAIR, 0, MAX_MBIT, 0) * BITS_PER_MBIT,
                number(settings, SupernodeKey.RELAY_LIMIT_COMMUNITY, 0, MAX_MBIT, 0) * BITS_PER_MBIT);
    }

    private static int number(Settings<SupernodeKey> settings, SupernodeKey key, int min, int max, int standard)
            throws ExitException {
        Optional<Setting> setting = settings.value(key);
        return setting.isPresent() ? Values.number(setting.get(), min, max) : standard;
    }

    private static <T> Set<T> list(Settings<SupernodeKey> settings, SupernodeKey key, Function<String, T> parser)
            throws ExitException {
        Set<T> all = new LinkedHashSet<>();
        Optional<Setting> setting = settings.value(key);
        if (setting.isPresent()) {
            for (String text : setting.get().text().split(",", -1)) {
                all.add(Values.parsed(new Setting(text.strip(), setting.get().origin()), parser));
            }
        }
        return all;
    }

    private static IpAddress publicAddress(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.isUnspecified()
                || address.toInetAddress().isMulticastAddress()
                || address.toInetAddress().isLoopbackAddress()
                || address.toInetAddress().isLinkLocalAddress()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address that others reach a host at: write the one outside the NAT");
        }
        return address;
    }

    private static String communityId(String text) {
        String id = text.toLowerCase(Locale.ROOT);
        if (!id.matches(COMMUNITY_ID)) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a community's id: write the 32 hexadecimal digits that 'edge community' prints");
        }
        return id;
    }

    private static IpPrefix autoPrefix(Setting setting) throws ExitException {
        IpPrefix prefix = Values.parsed(setting, IpPrefix::parse);
        int hostBits = prefix.address().bits() - prefix.length();
        String wrong = "";
        if (prefix.length() == 0
                || prefix.network().address().toInetAddress().isMulticastAddress()
                || prefix.network().address().toInetAddress().isLoopbackAddress()) {
            wrong = "is no network that hosts can be in";
        } else if (hostBits < MIN_HOST_BITS) {
            wrong = "has too few addresses";
        } else if (!prefix.equals(prefix.network())) {
            wrong = "has host bits: the network is " + prefix.network();
        }
        if (!wrong.isEmpty()) {
            throw setting.origin().refuse("'" + setting.text() + "' " + wrong + "; write one such as 10.0.0.0/24");
        }
        return prefix;
    }
}
