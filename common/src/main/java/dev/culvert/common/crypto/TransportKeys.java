package dev.culvert.common.crypto;

/**
 * The keys of one session's two directions, as a handshake leaves them.
 *
 * @param fromInitiator seals what the handshake's initiator sends
 * @param fromResponder seals what its responder sends
 */
public record TransportKeys(AeadKey fromInitiator, AeadKey fromResponder) {}
