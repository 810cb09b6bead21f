package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Values;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what is said of port mappings and forwarding from text into types; each refusal says what to write instead. */
final class ReachabilityResolver {
    private static final IpAddress BROADCAST = IpAddress.ofIpv4(-1);
    private static final String FORM = "IP:PORT, such as 203.0.113.7:51820 or [2001:db8::7]:51820";

    private ReachabilityResolver() {}

    /**
     * @param listenPort the local port, 0 if the kernel chooses
     * @param own the overlay's network, as far as it is known
     */
    static Reachability resolve(Settings<ConfigKey> settings, PathMode mode, int listenPort, Optional<IpPrefix> own)
            throws ExitException {
        boolean portMapping = !settings.flag(ConfigKey.NO_PORT_MAPPING);
        Optional<Setting> advertise = settings.value(ConfigKey.ADVERTISE);
        if (advertise.isEmpty()) {
            return new Reachability(portMapping, List.of());
        }
        Origin origin = advertise.get().origin();
        if (!mode.isDirectWanted()) {
            throw origin.refuse("tells others where to reach this edge directly, which "
                    + ConfigKey.PATH.written(
                            settings.value(ConfigKey.PATH).orElseThrow().origin(), "relay")
                    + " forbids: leave one of the two out");
        }
        if (listenPort == 0) {
            throw origin.refuse("what is forwarded by hand leads to one local port, and none is fixed: add the port,"
                    + " such as " + ConfigKey.PORT.written(origin, "7777"));
        }
        List<Endpoint> advertised = new ArrayList<>();
        for (String text : advertise.get().text().split(",", -1)) {
            Endpoint endpoint = endpoint(new Setting(text.strip(), origin), own);
            if (advertised.contains(endpoint)) {
                throw origin.refuse(endpoint + " is given twice: give each endpoint once");
            }
            advertised.add(endpoint);
        }
        return new Reachability(portMapping, advertised);
    }

    private static Endpoint endpoint(Setting setting, Optional<IpPrefix> own) throws ExitException {
        HostPort place = Values.parsed(setting, text -> HostPort.parse(text, FORM));
        IpAddress address = place.literal()
                .orElseThrow(() -> setting.origin()
                        .refuse("'" + setting.text() + "' has a name: write IP:PORT, such as 203.0.113.7:"
                                + place.port()));
        if (address.toInetAddress().isLoopbackAddress()
                || address.toInetAddress().isLinkLocalAddress()
                || address.equals(BROADCAST)) {
            throw setting.origin()
                    .refuse(address + " means another host to everybody else: write the address that the router has"
                            + " outside");
        }
        if (own.filter(overlay -> overlay.contains(address)).isPresent()) {
            throw setting.origin().refuse(Reachability.inside(address, own.get()));
        }
        return new Endpoint(address, place.port());
    }
}
