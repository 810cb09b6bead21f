package dev.culvert.system.sim;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.Sequences;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.memory.PeerMemoryFormat;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What outlives an edge. */
final class SimDisk {
    private final Sequences sequences = new Sequences(0);
    private final Map<HostPort, PublicKey> knownKeys = new HashMap<>();
    private byte[] peers = {};
    private @Nullable PeerMemory present;

    Sequences sequences() {
        return sequences;
    }

    Map<HostPort, PublicKey> knownKeys() {
        return knownKeys;
    }

    /** What was stored last of peers, in the product's own format. */
    PeerMemory memory(CommunityKeys keys, InstantSource wall) {
        PeerMemory memory = new PeerMemory(wall);
        present = memory;
        try {
            int _ = PeerMemoryFormat.read(peers, keys.publicKey(), wall.instant(), memory::restore);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        return memory;
    }

    /** The edge ends; what it remembers by then is stored. */
    void store() {
        if (present != null) {
            peers = PeerMemoryFormat.bytes(present.store());
        }
    }
}
