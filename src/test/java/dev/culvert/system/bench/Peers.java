package dev.culvert.system.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other VPNs as {@code scripts/bench} found or installed them. Immutable. */
final class Peers {
    private final Map<String, Peer> byName;

    private Peers(Map<String, Peer> byName) {
        this.byName = byName;
    }

    /**
     * One of them.
     *
     * @param programs paths of its programs, in an order that its tunnel knows; empty if it could not be had
     * @param version as it says itself, or why it could not be had
     */
    record Peer(List<String> programs, String version) {}

    /** None at all. */
    static Peers none() {
        return new Peers(Map.of());
    }

    static Peers read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of name, programs separated by spaces, version or reason; a tab between. */
    static Peers parse(String text) {
        Map<String, Peer> peers = new HashMap<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] fields = line.split("\t", -1);
            if (fields.length != 3) {
                throw new IllegalArgumentException("not name, programs and version with tabs between: '" + line + "'");
            }
            List<String> programs = fields[1].isBlank() ? List.of() : List.of(fields[1].split(" ", -1));
            peers.put(fields[0], new Peer(programs, fields[2]));
        });
        return new Peers(Map.copyOf(peers));
    }

    /**
     * One that is there.
     *
     * @throws LeftOutException if it could not be had
     */
    Peer peer(String name) throws LeftOutException {
        Peer peer = Optional.ofNullable(byName.get(name)).orElse(new Peer(List.of(), "it was not looked for"));
        if (peer.programs().isEmpty()) {
            throw new LeftOutException(peer.version());
        }
        return peer;
    }
}
