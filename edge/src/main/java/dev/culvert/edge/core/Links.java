package dev.culvert.edge.core;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The supernodes that an edge registers with, and whose relayed packets it accepts. Conductor thread. */
final class Links {
    private final RelayTokens tokens;
    private final List<SupernodeLink> all = new ArrayList<>();
    private final Map<SupernodeLink, Endpoint> accepted = new HashMap<>();

    Links(RelayTokens tokens) {
        this.tokens = tokens;
    }

    /** In the order configured; may be added to. */
    List<SupernodeLink> all() {
        return all;
    }

    /** Whether any of them answers, be it by a refusal; one that was registered with does until it is found unreachable. */
    boolean anyAnswers() {
        return all.stream().anyMatch(link -> switch (link.state()) {
            case REGISTERED, REFUSED -> true;
            case CONNECTING -> link.token().isPresent();
            case UNREACHABLE -> false;
        });
    }

    /** The supernode at this endpoint, or null. */
    @Nullable
    SupernodeLink at(Endpoint endpoint) {
        for (SupernodeLink link : all) {
            Path path = link.path();
            if (path != null && path.remote().equals(endpoint)) {
                return link;
            }
        }
        return null;
    }

    /** The supernode that a peer is, or null. */
    @Nullable
    SupernodeLink of(Peer peer) {
        for (SupernodeLink link : all) {
            if (link.peer() == peer) {
                return link;
            }
        }
        return null;
    }

    /** Relayed packets are taken from where the supernode is now, with the token that it gave last. */
    void acceptRelayed(SupernodeLink link) {
        Path path = link.path();
        if (path == null || link.token().isEmpty()) {
            return;
        }
        Endpoint before = accepted.put(link, path.remote());
        if (before != null && !before.equals(path.remote())) {
            tokens.remove(before);
        }
        tokens.put(path.remote(), link.token().getAsLong());
    }
}
