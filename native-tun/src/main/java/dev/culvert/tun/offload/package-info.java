/**
 * The arithmetic of a TUN device's offloads: super-packets from the kernel become packets of the link's size, and packets
 * of one flow become a super-packet for the kernel. Bytes in heap arrays, no I/O, nothing allocated per packet; an
 * instance belongs to one thread.
 *
 * <pre>
 *  TUN → UDP   read [vnet header][super-packet]
 *              {@link dev.culvert.tun.offload.Segments#begin}, then for each {@link dev.culvert.tun.offload.Segments#next}: seal into another array
 *
 *              |vnet|header|payload 0|payload 1|payload 2|   as read
 *                   |header|payload 0|                       segment 0
 *                             |header|payload 1|             segment 1: over what segment 0 no longer needs
 *                                       |header|payload 2|   segment 2
 *
 *  UDP → TUN   for each datagram: open to {@link dev.culvert.tun.offload.Joiner#at}, then {@link dev.culvert.tun.offload.Joiner#add} or {@link dev.culvert.tun.offload.Joiner#discard}
 *              {@link dev.culvert.tun.offload.Joiner#finish}, write each [vnet header][packet], {@link dev.culvert.tun.offload.Joiner#clear}
 *
 *              |vnet|header|payload 0|                       the open super-packet
 *                             |header|payload 1|             opened where its payload continues the other's
 *              |vnet|header|payload 0|payload 1|             the bytes under its header put back
 * </pre>
 *
 * Payload moves only through the cipher. What does not continue is copied once to a place of its own.
 *
 * <p><b>Inner checksums</b> may be left out between two edges that agree to: the tunnel authenticates the packet. Then the
 * field holds the sum of the pseudo-header, as the kernel leaves it for a network card (Documentation/networking/checksum-offloads.rst),
 * and the receiving side tells its kernel so, or completes it with {@link dev.culvert.tun.offload.Headers#completeChecksum}.
 *
 * <p>The kernel's counterparts are described in Documentation/networking/segmentation-offloads.rst.
 */
@NullMarked
package dev.culvert.tun.offload;

import org.jspecify.annotations.NullMarked;
