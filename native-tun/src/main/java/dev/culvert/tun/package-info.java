/**
 * The Linux TUN device: open it, read and write IP packets, close it without leaving anything behind. Beside it, what the
 * host's network is, and when it changes ({@link dev.culvert.tun.RouteWatch}).
 *
 * <pre>
 *   open                                         if it fails
 *   1 check the configuration                    nothing was touched
 *   2 netlink socket                             close it
 *   3 /dev/net/tun, TUNSETIFF: interface is made  \
 *   4 the same again for every further queue       | close the descriptors: the kernel removes
 *   5 no address in use already? then MTU,         | the interface with the last of them,
 *     addresses, up, routes (in this order)       /  and its addresses and routes with it
 *
 *   close                       a thread in read(2)        a thread about to call
 *   1 mark the queues shut      blocked                    is refused: CLOSED
 *   2 RTM_DELLINK               read says EFAULT: CLOSED   (passed 1 in time: read says EBADFD: CLOSED)
 *   3 wait until all have left  leaves                     leaves
 *   4 close the descriptors
 * </pre>
 *
 * <p><b>Why the interface is removed first.</b> A blocked TUN read is not ended by {@code close(2)}, an interrupt,
 * O_NONBLOCK or taking the link down; it is ended when the interface goes. And a descriptor may be closed only when no
 * thread is inside a call on it, or on its way there, because its number may be a stranger's file a moment later
 * ({@link dev.culvert.tun.Gate}).
 *
 * <p><b>Virtual threads.</b> The package starts no thread. A virtual thread in {@link dev.culvert.tun.TunQueue#read} or
 * {@link dev.culvert.tun.RouteWatch#await} holds its carrier, and the scheduler does not make up for it: a program sets the system property
 * {@code jdk.virtualThreadScheduler.parallelism} to cores + blocked readers before its first virtual thread exists. With
 * as many readers as carriers no other virtual thread runs.
 *
 * <p><b>Namespaces.</b> A device, its netlink socket included, belongs to the network namespace of the thread that
 * opened it; later calls may come from anywhere.
 *
 * <p>Native calls go through JNA ({@link dev.culvert.tun.LibC}); addresses and routes through rtnetlink, never by
 * running {@code ip}. The kernel interface is described in Documentation/networking/tuntap.rst and rtnetlink(7).
 */
@NullMarked
package dev.culvert.tun;

import org.jspecify.annotations.NullMarked;
