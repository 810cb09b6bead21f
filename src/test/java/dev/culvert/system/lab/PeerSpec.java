package dev.culvert.system.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A peer as the other side configures it, whichever implementation that is. Immutable; built up from
 * {@link Node#asPeer}.
 *
 * @param publicKey base64
 * @param allowedIps prefixes, separated by commas
 * @param endpoint HOST:PORT, empty if the peer is to come to us
 * @param presharedKeyFile a file with the key in base64
 * @param keepaliveSeconds persistent keepalive, 0 for none
 */
public record PeerSpec(
        String publicKey,
        String allowedIps,
        Optional<String> endpoint,
        Optional<Path> presharedKeyFile,
        int keepaliveSeconds) {
    /** A peer that has nothing but a key and addresses. */
    public static PeerSpec of(String publicKey, String allowedIps) {
        return new PeerSpec(publicKey, allowedIps, Optional.empty(), Optional.empty(), 0);
    }

    /** The same, reached at this HOST:PORT. */
    public PeerSpec endpoint(String newEndpoint) {
        return new PeerSpec(publicKey, allowedIps, Optional.of(newEndpoint), presharedKeyFile, keepaliveSeconds);
    }

    /** The same with the preshared key of this file. */
    public PeerSpec presharedKey(Path file) {
        return new PeerSpec(publicKey, allowedIps, endpoint, Optional.of(file), keepaliveSeconds);
    }

    /** The same with an empty packet each so many seconds. */
    public PeerSpec keepalive(int seconds) {
        return new PeerSpec(publicKey, allowedIps, endpoint, presharedKeyFile, seconds);
    }

    /** The value of the edge's {@code --peer}. */
    public String edgeOption() {
        List<String> parts = new ArrayList<>(List.of("public-key=" + publicKey, "allowed-ips=" + allowedIps));
        endpoint.ifPresent(value -> parts.add("endpoint=" + value));
        presharedKeyFile.ifPresent(file -> parts.add("preshared-key-file=" + file));
        if (keepaliveSeconds > 0) {
            parts.add("persistent-keepalive=" + keepaliveSeconds);
        }
        return String.join(";", parts);
    }

    /** The arguments of {@code wg set IFNAME}. */
    List<String> wgArguments() {
        List<String> arguments = new ArrayList<>(List.of("peer", publicKey, "allowed-ips", allowedIps));
        endpoint.ifPresent(value -> arguments.addAll(List.of("endpoint", value)));
        presharedKeyFile.ifPresent(file -> arguments.addAll(List.of("preshared-key", file.toString())));
        if (keepaliveSeconds > 0) {
            arguments.addAll(List.of("persistent-keepalive", Integer.toString(keepaliveSeconds)));
        }
        return arguments;
    }
}
