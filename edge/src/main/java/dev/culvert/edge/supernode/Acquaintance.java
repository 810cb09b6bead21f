package dev.culvert.edge.supernode;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.edge.peer.Peer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which supernode answers: its key, held against the one that was configured or remembered. Conductor thread. */
final class Acquaintance {
    /** What a told key leads to. */
    sealed interface Result {
        /** A session may be made, which proves the key. */
        record Met(Peer supernode) implements Result {}

        /** It is not the supernode that it should be. */
        record Stranger(String why) implements Result {}
    }

    private final SupernodeLink link;
    private final @Nullable PublicKey pinned;
    private final LinkOwner owner;
    private @Nullable Peer supernode;

    Acquaintance(SupernodeLink link, @Nullable PublicKey pinned, LinkOwner owner) {
        this.link = link;
        this.pinned = pinned;
        this.owner = owner;
    }

    /** Somebody there says that this is its key; nothing proves it yet. */
    Result meet(HostPort place, PublicKey told, Path path) {
        Optional<String> refusal = KeyCheck.refusal(place, pinned, owner.knownKey(link), told);
        if (refusal.isPresent()) {
            return new Result.Stranger(refusal.get());
        }
        Peer known = supernode;
        if (known != null && known.key().equals(told)) {
            return new Result.Met(known);
        }
        if (known != null) { // its old key is trusted no longer
            owner.disconnect(known);
        }
        Peer met = owner.connect(link, told, path);
        supernode = met;
        return met == null ? new Result.Stranger("its key " + told + " is already another one's") : new Result.Met(met);
    }

    /** The handshake has proved the key. */
    void prove(Peer proved) {
        if (pinned == null && owner.knownKey(link).isEmpty()) {
            owner.remember(link, proved.key());
        }
    }
}
