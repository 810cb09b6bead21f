package dev.culvert.system.lab;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code wg show IFNAME dump} says: wg(8), "show".
 *
 * @param publicKey of the device
 * @param port it listens on
 * @param peers in the order of the output
 */
public record WgDump(String publicKey, int port, List<Peer> peers) {
    private static final String NONE = "(none)";

    /**
     * One peer.
     *
     * @param publicKey base64
     * @param endpoint where it was last seen
     * @param allowedIps prefixes, separated by commas
     * @param latestHandshake full seconds; empty before the first handshake
     * @param rxBytes received from it, outer bytes
     * @param txBytes sent to it, outer bytes
     */
    public record Peer(
            String publicKey,
            Optional<String> endpoint,
            String allowedIps,
            Optional<Instant> latestHandshake,
            long rxBytes,
            long txBytes) {}

    static WgDump parse(String dump) {
        List<String[]> lines = dump.lines().map(line -> line.split("\t", -1)).toList();
        String[] device = lines.getFirst();
        return new WgDump(
                device[1],
                Integer.parseInt(device[2]),
                lines.stream().skip(1).map(WgDump::peer).toList());
    }

    private static Peer peer(String[] fields) {
        long handshake = Long.parseLong(fields[4]);
        return new Peer(
                fields[0],
                fields[2].equals(NONE) ? Optional.empty() : Optional.of(fields[2]),
                fields[3],
                handshake == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(handshake)),
                Long.parseLong(fields[5]),
                Long.parseLong(fields[6]));
    }

    /** The peer with this key. */
    public Peer peer(String key) {
        return peers.stream()
                .filter(peer -> peer.publicKey().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("wg knows no peer " + key));
    }
}
