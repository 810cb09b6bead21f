package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.SupernodeSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of supernodes as first seen, as ssh remembers hosts: file {@code known_supernodes} in the state directory, a
 * line {@code HOST:PORT KEY} each. Stateless: every call reads the file, so that what {@code edge trust} wrote counts
 * at once; any thread may call, and every call blocks on the disk.
 */
public final class KnownSupernodes {
    /** Name of the file. */
    public static final String FILE = "known_supernodes";

    private final StateDirectory state;

    /** Those of an edge. */
    public KnownSupernodes(StateDirectory state) {
        this.state = state;
    }

    /**
     * The key remembered for a place.
     *
     * @throws ExitException if the file cannot be read or is damaged
     */
    public Optional<PublicKey> lookup(HostPort place) throws ExitException {
        return Optional.ofNullable(read().get(place));
    }

    /**
     * Whether a supernode that shows this key is the right one: the key written in the configuration decides, failing
     * that the one remembered; a key seen first is remembered from now on.
     *
     * @return nothing if it is, else the refusal in words, which say how to accept the key
     * @throws ExitException if the file cannot be read or written, or is damaged
     */
    public Optional<String> refusal(SupernodeSpec supernode, PublicKey offered) throws ExitException {
        HostPort place = supernode.place();
        if (supernode.key().isPresent()) {
            PublicKey pinned = supernode.key().get();
            return pinned.equals(offered)
                    ? Optional.empty()
                    : Optional.of("supernode " + place + " has the key " + offered + ", but " + pinned
                            + " is configured: if the supernode was given a new key, configure that (-l " + place + "#"
                            + offered + "); if not, somebody stands between");
        }
        @Nullable PublicKey known = read().get(place);
        if (known == null) {
            trust(place, offered);
            return Optional.empty();
        }
        return known.equals(offered)
                ? Optional.empty()
                : Optional.of("supernode " + place + " has the key " + offered + ", but had " + known
                        + " before: if the supernode was given a new key ('supernode key' prints it there), accept it"
                        + " with 'edge trust " + place + "#" + offered + "'; if not, somebody stands between");
    }

    /**
     * Remembers a key for a place from now on, in place of any other.
     *
     * @throws ExitException if the file cannot be read or written, or is damaged
     */
    public void trust(HostPort place, PublicKey key) throws ExitException {
        Map<HostPort, PublicKey> all = read();
        if (key.equals(all.put(place, key))) {
            return;
        }
        StringBuilder text = new StringBuilder();
        all.forEach((at, known) -> text.append(at).append(' ').append(known).append('\n'));
        state.writeAtomically(FILE, text.toString());
    }

    private Map<HostPort, PublicKey> read() throws ExitException {
        Map<HostPort, PublicKey> all = new LinkedHashMap<>();
        int number = 0;
        for (String line : state.readText(FILE).orElse("").split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.strip().split(" +", -1);
            try {
                if (parts.length != 2) {
                    throw new IllegalArgumentException("not HOST:PORT KEY");
                }
                all.put(HostPort.parse(parts[0]), PublicKey.parse(parts[1]));
            } catch (IllegalArgumentException e) {
                throw new ExitException(
                        ExitCode.BAD_CONFIGURATION,
                        state.file(FILE) + " line " + number + ": " + e.getMessage()
                                + "; correct the line, or delete it and the supernode's key is learnt anew",
                        e);
            }
        }
        return all;
    }
}
