/**
 * The running edge: its threads, and the wiring of core, data path, sockets and TUN device.
 *
 * <pre>
 *            TunReader (virtual thread) ── DataPath ── sendmsg ──►
 *   TUN                                                            UDP
 *            ◄── write ── DataPath ── Worker (netty epoll loop)
 *                 │ rare events, handshakes │
 *                 └────────► Conductor ◄────┘     (netty loop of its own: EdgeCore, timers, status)
 * </pre>
 */
package dev.culvert.edge;
