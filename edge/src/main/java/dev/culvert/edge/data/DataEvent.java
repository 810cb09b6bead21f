package dev.culvert.edge.data;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.edge.peer.Peer;

/** What the data path leaves to the conductor: everything that is rare. */
public sealed interface DataEvent {
    /** A message that is no data, with the path back to its sender. */
    record HandshakeMessage(byte[] message, Path source) implements DataEvent {}

    /** A packet for a peer that cannot be sent to now: no session, keys too old, or no path. */
    record Unsendable(Peer peer, byte[] packet) implements DataEvent {}

    /** The first packet under keys that the peer initiated: they may be used now. */
    record Confirmed(Keypair<Peer> keypair) implements DataEvent {}
}
