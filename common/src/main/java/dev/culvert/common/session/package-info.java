/**
 * The WireGuard session protocol as state machines that do no I/O: (event, now) in, actions out. Clock, randomness and
 * transport are handed in, so the same code runs in the product and, a thousandfold, under a virtual clock.
 *
 * <p>{@link dev.culvert.common.session.Sessions} takes handshake messages and ticks on the conductor's thread. Data
 * threads share {@link dev.culvert.common.session.IndexTable}, {@link dev.culvert.common.session.Keypair} and
 * {@link dev.culvert.common.session.Activity} with it, and nothing else.
 */
package dev.culvert.common.session;
