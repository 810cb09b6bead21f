package dev.culvert.edge.core;

import dev.culvert.edge.data.Routes;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.List;

/** All peers that packets are exchanged with, in the order they came, and the routes that follow from it. Conductor thread. */
public final class PeerTable {
    private final Routes routes;
    private final List<Peer> peers = new ArrayList<>();

    /** No peers yet. */
    public PeerTable(Routes routes) {
        this.routes = routes;
    }

    /** Adds a peer; its addresses lead to it from now on. */
    public void add(Peer peer) {
        peers.add(peer);
        rebuild();
    }

    /** Takes a peer out. */
    public void remove(Peer peer) {
        if (peers.remove(peer)) {
            rebuild();
        }
    }

    /** A peer's addresses have changed. */
    public void rebuild() {
        routes.rebuild(peers);
    }

    /** The peers now. */
    public List<Peer> peers() {
        return List.copyOf(peers);
    }
}
