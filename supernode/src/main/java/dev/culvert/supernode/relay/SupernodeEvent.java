package dev.culvert.supernode.relay;

import dev.culvert.common.path.Path;

/** What the worker leaves to the conductor. The message is the event's own copy. */
public sealed interface SupernodeEvent {
    /** A handshake message or cookie reply, not checked yet. */
    record Handshake(byte[] message, Path source) implements SupernodeEvent {}

    /** A data message for an index that is in use, not opened yet. */
    record Data(byte[] message, Path source) implements SupernodeEvent {}
}
