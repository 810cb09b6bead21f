/**
 * Keys and the primitives of the WireGuard handshake. Pure: no sockets, no clock, no logging.
 *
 * <p>BLAKE2s and X25519 come from BouncyCastle, ChaCha20-Poly1305 from the JDK. Keys are wiped when they are no longer
 * used; a garbage collector may have left copies behind, so this is best effort.
 */
package dev.culvert.common.crypto;
