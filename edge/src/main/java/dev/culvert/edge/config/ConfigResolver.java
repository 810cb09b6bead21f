package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Keywords;
import dev.culvert.common.config.Names;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.path.Keepalive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns settings into a configuration: defaults, values one by one, then what they must agree on. Reads key files. */
public final class ConfigResolver {
    private static final int MAX_PORT = 65_535;
    private static final String AUTO = "auto";
    private static final String STUN_FORM = "HOST:PORT, such as stun.example.org:3478 or [2001:db8::1]:3478";

    private ConfigResolver() {}

    /**
     * The configuration that the settings describe. May prompt for a secret.
     *
     * @throws ExitException for the first value that is missing, malformed or contradicts another
     */
    public static EdgeConfig resolve(EdgeSettings all, Surroundings surroundings) throws ExitException {
        Settings<ConfigKey> settings = all.options();
        Optional<Setting> device = settings.value(ConfigKey.DEVICE);
        Optional<Setting> port = settings.value(ConfigKey.PORT);
        Optional<Setting> name = settings.value(ConfigKey.NAME);
        Optional<Setting> pathMode = settings.value(ConfigKey.PATH);
        boolean joins = settings.value(ConfigKey.COMMUNITY)
                .or(() -> settings.value(ConfigKey.JOIN))
                .or(() -> settings.value(ConfigKey.JOIN_FILE))
                .isPresent();
        if (!joins) {
            CommunityResolver.refuseWithoutCommunity(settings);
        }
        Optional<IpPrefix> address = address(settings.value(ConfigKey.ADDRESS), joins);
        List<PeerConfig> peers = PeerResolver.resolve(all.peers(), address);
        int mtu = mtu(settings.value(ConfigKey.MTU), address);
        int listenPort = port.isPresent() ? Values.number(port.get(), 0, MAX_PORT) : 0;
        String deviceName = device.isPresent() ? InterfaceValues.device(device.get()) : EdgeConfig.DEFAULT_DEVICE;
        String ownName = name.isPresent()
                ? Values.parsed(name.get(), text -> Names.checked("name", text))
                : HostName.read(surroundings.hostNameFile());
        PathMode mode = pathMode.isPresent() ? word(PathMode.class, pathMode.get()) : PathMode.AUTO;
        Keepalive keepalive = keepalive(settings, mode);
        NatConfig nat = nat(settings);
        Optional<Setting> cipher = settings.value(ConfigKey.CIPHER);
        CipherMode ciphers = cipher.isPresent() ? word(CipherMode.class, cipher.get()) : CipherMode.AUTO;
        Optional<Setting> aead = settings.value(ConfigKey.AEAD);
        Reachability reachability = ReachabilityResolver.resolve(settings, mode, listenPort, address);
        // Last, for it may ask somebody at the terminal: not before all else is known to be right.
        Optional<CommunityConfig> community = CommunityResolver.resolve(settings, surroundings);
        refuseSupernodesInside(settings, community, address, peers);
        return new EdgeConfig(
                community,
                ownName,
                mode,
                keepalive,
                ciphers.offered(CpuInfo.hasAes(surroundings.cpuInfoFile())),
                aead.isPresent() ? word(AeadMode.class, aead.get()) : AeadMode.AUTO,
                nat,
                address,
                deviceName,
                mtu,
                !settings.flag(ConfigKey.NO_TUN_OFFLOAD),
                listenPort,
                new UdpOffloads(!settings.flag(ConfigKey.NO_UDP_GSO), !settings.flag(ConfigKey.NO_UDP_GRO)),
                reachability,
                stateDirectory(settings, surroundings),
                settings.flag(ConfigKey.VERBOSE),
                peers);
    }

    /**
     * Where the state is.
     *
     * @throws ExitException if what is written is no path
     */
    public static Path stateDirectory(Settings<ConfigKey> settings, Surroundings surroundings) throws ExitException {
        Optional<Setting> given = settings.value(ConfigKey.STATE_DIR);
        return given.isPresent()
                ? Values.path(given.get())
                : StateDirectory.defaultPath(surroundings.environment(), "edge");
    }

    private static Optional<IpPrefix> address(Optional<Setting> setting, boolean joins) throws ExitException {
        boolean automatic = setting.map(Setting::text).orElse(AUTO).equals(AUTO);
        if (!automatic) {
            return Optional.of(InterfaceValues.hostAddress(setting.get()));
        }
        if (joins) {
            return Optional.empty();
        }
        if (setting.isPresent()) {
            Origin origin = setting.get().origin();
            throw origin.refuse("only a community's supernode can choose an address: add "
                    + ConfigKey.COMMUNITY.written(origin, "NAME") + ", or write one, such as 10.0.0.1/24");
        }
        throw new ExitException(
                ExitCode.USAGE,
                "this edge has no address: give -a ADDRESS/LENGTH, such as -a 10.0.0.1/24, or address ="
                        + " \"10.0.0.1/24\" in the file of --config; or join a community with -c, where it gets one");
    }

    private static NatConfig nat(Settings<ConfigKey> settings) throws ExitException {
        Optional<Setting> stun = settings.value(ConfigKey.STUN);
        List<HostPort> servers = stun.isPresent() ? stunServers(stun.get()) : List.of();
        Optional<Setting> off =
                settings.value(ConfigKey.NO_NAT_DETECTION).filter(setting -> Boolean.parseBoolean(setting.text()));
        if (off.isPresent() && stun.isPresent()) {
            throw stun.get()
                    .origin()
                    .refuse("nobody is asked with "
                            + ConfigKey.NO_NAT_DETECTION.written(off.get().origin(), "true")
                            + ": leave one of the two out");
        }
        return new NatConfig(off.isEmpty(), servers);
    }

    /**
     * STUN servers with commas between.
     *
     * @throws ExitException if one of them is malformed
     */
    public static List<HostPort> stunServers(Setting setting) throws ExitException {
        List<HostPort> servers = new ArrayList<>();
        for (String text : setting.text().split(",", -1)) {
            servers.add(
                    Values.parsed(new Setting(text.strip(), setting.origin()), one -> HostPort.parse(one, STUN_FORM)));
        }
        return servers;
    }

    private static <E extends Enum<E>> E word(Class<E> words, Setting setting) throws ExitException {
        return Keywords.find(words, setting.text())
                .orElseThrow(() -> setting.origin()
                        .refuse("'" + setting.text() + "' is not one of " + String.join(", ", Keywords.words(words))));
    }

    private static Keepalive keepalive(Settings<ConfigKey> settings, PathMode mode) throws ExitException {
        Optional<Setting> setting = settings.value(ConfigKey.KEEPALIVE);
        if (setting.isEmpty()) {
            return Keepalive.USUAL;
        }
        Origin origin = setting.get().origin();
        if (!mode.isDirectWanted()) {
            throw origin.refuse("keeps direct paths open, and "
                    + ConfigKey.PATH.written(
                            settings.value(ConfigKey.PATH).orElseThrow().origin(), "relay")
                    + " has none: leave one of the two out");
        }
        if (setting.get().text().equals("0")) {
            throw origin.refuse("0 would let NATs forget direct paths: write " + Keepalive.MOST_SECONDS
                    + " for the fewest packets, or use " + ConfigKey.PATH.written(origin, PathMode.RELAY.toString()));
        }
        return Keepalive.fixed(Values.seconds(setting.get(), Keepalive.LEAST_SECONDS, Keepalive.MOST_SECONDS));
    }

    /** An encrypted packet that is routed into the tunnel again never leaves. */
    private static void refuseSupernodesInside(
            Settings<ConfigKey> settings,
            Optional<CommunityConfig> community,
            Optional<IpPrefix> own,
            List<PeerConfig> peers)
            throws ExitException {
        for (SupernodeSpec supernode :
                community.map(CommunityConfig::supernodes).orElse(List.of())) {
            Optional<IpPrefix> around = supernode
                    .place()
                    .literal()
                    .flatMap(address -> own.filter(prefix -> prefix.contains(address))
                            .or(() -> peers.stream()
                                    .flatMap(peer -> peer.allowedIps().stream())
                                    .filter(prefix -> prefix.contains(address))
                                    .findFirst()));
            if (around.isPresent()) {
                throw settings.value(ConfigKey.SUPERNODE)
                        .or(() -> settings.value(ConfigKey.JOIN))
                        .or(() -> settings.value(ConfigKey.JOIN_FILE))
                        .orElseThrow()
                        .origin()
                        .refuse(supernode.place() + " is inside the overlay ("
                                + around.get().network()
                                + "), so packets to it would loop: give the address that it has outside");
            }
        }
    }

    private static int mtu(Optional<Setting> setting, Optional<IpPrefix> address) throws ExitException {
        if (setting.isEmpty()) {
            return EdgeConfig.DEFAULT_MTU;
        }
        int mtu = Values.number(setting.get(), EdgeConfig.MIN_MTU, EdgeConfig.MAX_MTU);
        Optional<IpPrefix> ipv6 = address.filter(own -> !own.address().isIpv4());
        if (ipv6.isPresent() && mtu < EdgeConfig.MIN_MTU_IPV6) {
            throw setting.get()
                    .origin()
                    .refuse(mtu + " is too small for the IPv6 address " + ipv6.get() + ": at least "
                            + EdgeConfig.MIN_MTU_IPV6);
        }
        return mtu;
    }
}
