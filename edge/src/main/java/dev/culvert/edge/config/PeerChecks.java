package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Table;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What peers must agree on with each other and with this edge. One use: add all, then finish. */
public final class PeerChecks {
    private final Optional<IpPrefix> own;
    private final Map<PublicKey, Origin> keys = new HashMap<>();
    private final Map<IpPrefix, Origin> prefixes = new HashMap<>();
    private final List<Outside> endpoints = new ArrayList<>();

    PeerChecks(Optional<IpPrefix> own) {
        this.own = own;
    }

    /** An endpoint literal that must not be inside the overlay. */
    private record Outside(IpAddress address, Origin origin) {}

    void add(PeerConfig peer, Table<PeerKey> settings) throws ExitException {
        Origin keyOrigin = origin(settings, PeerKey.PUBLIC_KEY);
        @Nullable Origin sameKey = keys.put(peer.publicKey(), keyOrigin);
        if (sameKey != null) {
            throw keyOrigin.refuse("the key " + peer.publicKey() + " is that of another peer already ("
                    + sameKey.place() + "): one peer has one entry, with all its allowed-ips");
        }
        Origin prefixOrigin = origin(settings, PeerKey.ALLOWED_IPS);
        for (IpPrefix prefix : peer.allowedIps()) {
            if (prefix.length() == prefix.address().bits()
                    && own.filter(mine -> prefix.contains(mine.address())).isPresent()) {
                throw prefixOrigin.refuse(prefix + " is this edge's own address: name the peer's");
            }
            @Nullable Origin samePrefix = prefixes.put(prefix, prefixOrigin);
            if (samePrefix != null) {
                throw prefixOrigin.refuse(prefix + " belongs to another peer already (" + samePrefix.place()
                        + "): an address has one peer");
            }
        }
        peer.endpoint()
                .flatMap(HostPort::literal)
                .ifPresent(address -> endpoints.add(new Outside(address, origin(settings, PeerKey.ENDPOINT))));
    }

    /** Once all prefixes are known: an encrypted packet that is routed into the tunnel again never leaves. */
    void finish() throws ExitException {
        for (Outside endpoint : endpoints) {
            Optional<IpPrefix> around = prefixes.keySet().stream()
                    .filter(prefix -> prefix.contains(endpoint.address))
                    .findFirst()
                    .or(() -> own.filter(prefix -> prefix.contains(endpoint.address)));
            if (around.isPresent()) {
                throw endpoint.origin.refuse(endpoint.address + " is inside the overlay ("
                        + around.get().network()
                        + "), so packets to it would loop: give the address that the peer has outside");
            }
        }
    }

    /**
     * Refuses a peer that is this edge itself: to be called once the own key is known.
     *
     * @throws ExitException if a peer has the key
     */
    public static void refuseOwnKey(List<PeerConfig> peers, PublicKey own) throws ExitException {
        if (peers.stream().anyMatch(peer -> peer.publicKey().equals(own))) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    "peer " + own + " has this edge's own key: give the other host's, which 'edge key' prints there");
        }
    }

    private static Origin origin(Table<PeerKey> settings, PeerKey key) {
        return settings.value(key).map(Setting::origin).orElse(settings.origin());
    }
}
