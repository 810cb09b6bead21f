package dev.culvert.edge;

import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.data.TunWriter;
import dev.culvert.tun.TunOffload;
import dev.culvert.tun.TunQueue;
import dev.culvert.tun.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes packets to a TUN queue from one thread, by way of native memory of its own. */
final class TunPort implements TunWriter {
    private static final Logger log = LoggerFactory.getLogger(TunPort.class);
    private static final long EINVAL = 22;

    private final TunQueue queue;
    private final boolean hasVnetHeader;
    private final MemorySegment packet = Arena.ofAuto().allocate(PacketBatch.LARGEST, Long.BYTES);
    private boolean takesTcp;
    private boolean takesUdp;

    TunPort(TunQueue queue, TunOffload offload) {
        this.queue = queue;
        hasVnetHeader = offload.vnetHeader();
        takesTcp = offload.vnetHeader();
        takesUdp = offload.udp();
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length) {
        int at = 0;
        if (hasVnetHeader) {
            packet.asSlice(0, VnetHeader.BYTES).fill((byte) 0); // nothing is left to do on it
            at = VnetHeader.BYTES;
        }
        MemorySegment.copy(bytes, offset, packet, ValueLayout.JAVA_BYTE, at, length);
        return queue.write(packet.address(), at + length) == at + length;
    }

    @Override
    public boolean writeUnfinished(byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, packet, ValueLayout.JAVA_BYTE, 0, length);
        long result = queue.write(packet.address(), length);
        if (result == -EINVAL) {
            refused(VnetHeader.gsoType(bytes, offset));
        }
        return result == length;
    }

    /** Some kernels of 2024 refuse super-packets: none of that kind is tried again. */
    private void refused(int gsoType) {
        switch (gsoType) {
            case VnetHeader.GSO_NONE -> {}
            case VnetHeader.GSO_UDP_L4 -> {
                if (takesUdp) {
                    takesUdp = false;
                    log.warn(
                            "the kernel refuses super-packets of UDP from a TUN device: datagrams are written one by one");
                }
            }
            default -> {
                if (takesTcp) {
                    takesTcp = false;
                    log.warn(
                            "the kernel refuses super-packets of TCP from a TUN device: packets are written one by one,"
                                    + " which is slow");
                }
            }
        }
    }

    @Override
    public boolean hasVnetHeader() {
        return hasVnetHeader;
    }

    @Override
    public boolean takesTcp() {
        return takesTcp;
    }

    @Override
    public boolean takesUdp() {
        return takesUdp;
    }
}
