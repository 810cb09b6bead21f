package dev.culvert.edge.data;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.edge.peer.Peer;

/** What the data path leaves to the conductor: everything that is rare. Arrays belong to the event. */
public sealed interface DataEvent {
    /** A message that is no data, with the path back to its sender. */
    record HandshakeMessage(byte[] message, Path source) implements DataEvent {}

    /** A packet for a peer that cannot be sent to now: no session, keys too old, or no path. */
    record Unsendable(Peer peer, byte[] packet) implements DataEvent {}

    /** The first packet under keys that the peer initiated: they may be used now. */
    record Confirmed(Keypair<Peer> keypair) implements DataEvent {}

    /** A packet to an address of the overlay that no peer has. */
    record NoRoute(byte[] packet) implements DataEvent {}

    /** An authentic plaintext that is no packet (first four bits 0), with the path back. */
    record Control(Peer peer, byte[] plaintext, Path source) implements DataEvent {}

    /** An authentic packet of a peer whose record has not come yet: which addresses are its own is not known. */
    record Early(Peer peer, byte[] packet) implements DataEvent {}

    /** A HELLO-REPLY, KEEP-REPLY or HINT, with the path back. Not authentic. */
    record Unsealed(byte[] message, Path source) implements DataEvent {}

    /** A STUN response that arrived at any of our ports, with the path back. Not authentic. */
    record Stun(byte[] message, Path source) implements DataEvent {}

    /** A data message for an index that is not ours: its first bytes, as many as a HINT repeats, and the path back. */
    record UnknownIndex(byte[] header, Path source) implements DataEvent {}

    /**
     * The kernel refused a datagram as larger than a path's first link takes; told only so often.
     *
     * @param bytes of the packet inside, with its padding: comparable with {@link
     *     dev.culvert.edge.peer.SendState#packetLimit}
     */
    record TooBig(Peer peer, Path path, int bytes) implements DataEvent {}
}
