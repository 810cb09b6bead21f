package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.supernode.KnownSupernodes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The remembered keys of supernodes, as last read from the disk: the conductor must not wait for it. */
final class SupernodeKeys {
    private static final Logger log = LoggerFactory.getLogger(SupernodeKeys.class);

    private final KnownSupernodes file;
    private final Map<HostPort, PublicKey> keys = new ConcurrentHashMap<>();

    SupernodeKeys(KnownSupernodes file) {
        this.file = file;
    }

    /** Reads a supernode's key anew: {@code edge trust} may have changed it. Blocks. */
    void read(HostPort place) throws ExitException {
        Optional<PublicKey> stored = file.lookup(place);
        stored.ifPresent(key -> keys.put(place, key));
    }

    /** {@link #read}, then {@code next}; on a thread that may block. */
    void readThen(HostPort place, Runnable next) {
        Thread.ofVirtual().name("read-known-supernodes").start(() -> {
            try {
                read(place);
            } catch (ExitException e) {
                log.warn("{}", e.getMessage());
            }
            next.run();
        });
    }

    /** The key read last. Any thread. */
    Optional<PublicKey> known(HostPort place) {
        return Optional.ofNullable(keys.get(place));
    }

    /** Remembers a key, in the background on the disk. Any thread. */
    void remember(HostPort place, PublicKey key) {
        keys.put(place, key);
        Thread.ofVirtual().name("store-known-supernodes").start(() -> {
            try {
                synchronized (this) { // each writes the whole file
                    file.trust(place, key);
                }
            } catch (ExitException e) {
                log.warn("{}: the supernode's key is not remembered", e.getMessage());
            }
        });
    }
}
