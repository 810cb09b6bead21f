package dev.culvert.edge.config;

import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns settings into a configuration: defaults, values one by one, then what they must agree on. Reads key files. */
public final class ConfigResolver {
    private static final int MAX_PORT = 65_535;

    private ConfigResolver() {}

    /**
     * The configuration that the settings describe.
     *
     * @param defaultStateDirectory if they name none
     * @throws ExitException for the first value that is missing, malformed or contradicts another
     */
    public static EdgeConfig resolve(EdgeSettings all, Path defaultStateDirectory) throws ExitException {
        Settings<ConfigKey> settings = all.options();
        IpPrefix address = InterfaceValues.hostAddress(settings.value(ConfigKey.ADDRESS)
                .orElseThrow(() -> new ExitException(
                        ExitCode.USAGE,
                        "this edge has no address: give -a ADDRESS/LENGTH, such as -a 10.0.0.1/24,"
                                + " or address = \"10.0.0.1/24\" in the file of --config")));
        Optional<Setting> device = settings.value(ConfigKey.DEVICE);
        Optional<Setting> port = settings.value(ConfigKey.PORT);
        Optional<Setting> stateDirectory = settings.value(ConfigKey.STATE_DIR);
        List<PeerConfig> peers = PeerResolver.resolve(all.peers(), Optional.of(address));
        return new EdgeConfig(
                Optional.empty(),
                "edge",
                PathMode.AUTO,
                Optional.of(address),
                device.isPresent() ? InterfaceValues.device(device.get()) : EdgeConfig.DEFAULT_DEVICE,
                mtu(settings.value(ConfigKey.MTU), address),
                port.isPresent() ? Values.number(port.get(), 0, MAX_PORT) : 0,
                stateDirectory.isPresent() ? Values.path(stateDirectory.get()) : defaultStateDirectory,
                settings.flag(ConfigKey.VERBOSE),
                peers);
    }

    private static int mtu(Optional<Setting> setting, IpPrefix address) throws ExitException {
        if (setting.isEmpty()) {
            return EdgeConfig.DEFAULT_MTU;
        }
        int mtu = Values.number(setting.get(), EdgeConfig.MIN_MTU, EdgeConfig.MAX_MTU);
        if (!address.address().isIpv4() && mtu < EdgeConfig.MIN_MTU_IPV6) {
            throw setting.get()
                    .origin()
                    .refuse(mtu + " is too small for the IPv6 address " + address + ": at least "
                            + EdgeConfig.MIN_MTU_IPV6);
        }
        return mtu;
    }
}
