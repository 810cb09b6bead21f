package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Table;
import dev.culvert.common.config.Values;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the settings of peers into their configurations, one by one, then compares them. */
final class PeerResolver {
    private static final int MAX_KEEPALIVE_SECONDS = 65_535;

    private PeerResolver() {}

    static List<PeerConfig> resolve(List<Table<PeerKey>> all, Optional<IpPrefix> own) throws ExitException {
        PeerChecks checks = new PeerChecks(own);
        List<PeerConfig> peers = new ArrayList<>();
        for (Table<PeerKey> settings : all) {
            PeerConfig peer = peer(settings);
            checks.add(peer, settings);
            peers.add(peer);
        }
        checks.finish();
        return peers;
    }

    private static PeerConfig peer(Table<PeerKey> settings) throws ExitException {
        Setting key = required(settings, PeerKey.PUBLIC_KEY, "the base64 key that 'edge key' or 'wg pubkey' prints");
        Setting allowedIps = required(settings, PeerKey.ALLOWED_IPS, "the peer's inner addresses, such as 10.0.0.2/32");
        Optional<Setting> endpoint = settings.value(PeerKey.ENDPOINT);
        Optional<Setting> presharedKey = settings.value(PeerKey.PRESHARED_KEY_FILE);
        Optional<Setting> keepalive = settings.value(PeerKey.PERSISTENT_KEEPALIVE);
        return new PeerConfig(
                Values.parsed(key, PublicKey::parse),
                allowedIps(allowedIps),
                endpoint.isPresent() ? Optional.of(Values.parsed(endpoint.get(), HostPort::parse)) : Optional.empty(),
                presharedKey.isPresent() ? presharedKey(presharedKey.get()) : PresharedKey.NONE,
                keepalive.isPresent() ? keepalive(keepalive.get()) : 0);
    }

    private static Setting required(Table<PeerKey> settings, PeerKey key, String what) throws ExitException {
        return settings.value(key)
                .orElseThrow(() -> settings.origin().refuse("has no " + key + ": add " + key + ", " + what));
    }

    private static List<IpPrefix> allowedIps(Setting setting) throws ExitException {
        Set<IpPrefix> prefixes = new LinkedHashSet<>();
        for (String text : setting.text().split(",", -1)) {
            IpPrefix prefix = Values.parsed(new Setting(text.strip(), setting.origin()), IpPrefix::parse);
            if (prefix.length() == 0) {
                throw setting.origin()
                        .refuse("the default route " + prefix
                                + " is not supported yet: name the networks behind the peer");
            }
            prefixes.add(prefix.network());
        }
        return List.copyOf(prefixes);
    }

    private static PresharedKey presharedKey(Setting setting) throws ExitException {
        Path file = Values.path(setting);
        String place = setting.origin().place() + ":";
        String text = SecretFile.read(place, file);
        try {
            return PresharedKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, place + " " + file + ": " + e.getMessage(), e);
        }
    }

    private static int keepalive(Setting setting) throws ExitException {
        return setting.text().equals("off") ? 0 : Values.seconds(setting, 0, MAX_KEEPALIVE_SECONDS);
    }
}
