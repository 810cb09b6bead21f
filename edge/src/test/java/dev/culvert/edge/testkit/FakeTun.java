package dev.culvert.edge.testkit;

import dev.culvert.edge.data.TunWriter;
import dev.culvert.tun.offload.VnetHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A TUN device that keeps what is written, or refuses it. */
public final class FakeTun implements TunWriter {
    private final List<byte[]> written = new ArrayList<>();
    private final List<byte[]> unfinished = new ArrayList<>();
    private boolean refusing;
    private boolean offloading;
    private boolean takesSuperPackets;
    private boolean refusingSuperPackets;

    /** From now on nothing is taken. */
    public void refuse() {
        refusing = true;
    }

    /** It has vnet headers, and takes super-packets. */
    public void offload() {
        offloading = true;
        takesSuperPackets = true;
    }

    /** From the first one on it takes no super-packets, as it turns out. */
    public void refuseSuperPackets() {
        refusingSuperPackets = true;
    }

    /** Takes out what was written whole so far, in order. */
    public List<byte[]> takeWritten() {
        List<byte[]> taken = List.copyOf(written);
        written.clear();
        return taken;
    }

    /** Takes out what was written behind vnet headers so far, in order, with them. */
    public List<byte[]> takeUnfinished() {
        List<byte[]> taken = List.copyOf(unfinished);
        unfinished.clear();
        return taken;
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length) {
        if (!refusing) {
            written.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
        return !refusing;
    }

    @Override
    public boolean writeUnfinished(byte[] bytes, int offset, int length) {
        boolean isSuperPacket = VnetHeader.gsoType(bytes, offset) != VnetHeader.GSO_NONE;
        if (refusing || (isSuperPacket && refusingSuperPackets)) {
            takesSuperPackets &= !isSuperPacket;
            return false;
        }
        unfinished.add(Arrays.copyOfRange(bytes, offset, offset + length));
        return true;
    }

    @Override
    public boolean hasVnetHeader() {
        return offloading;
    }

    @Override
    public boolean takesTcp() {
        return takesSuperPackets;
    }

    @Override
    public boolean takesUdp() {
        return takesSuperPackets;
    }
}
