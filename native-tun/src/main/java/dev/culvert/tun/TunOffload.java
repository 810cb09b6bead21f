package dev.culvert.tun;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a device leaves undone on the packets that are read from it, and takes undone: checksums, and the splitting of
 * super-packets (Documentation/networking/segmentation-offloads.rst).
 *
 * @param vnetHeader whether every packet read or written has a {@link dev.culvert.tun.offload.VnetHeader} before it. Then
 *     checksums may be missing, and super-packets of TCP come and are taken; without it, packets are whole
 * @param udp whether super-packets of UDP come and are taken too: Linux 6.2 and newer
 * @param shortfalls what was wanted and refused, each in words with what follows; for the log
 */
public record TunOffload(boolean vnetHeader, boolean udp, List<String> shortfalls) {
    /** Whole packets only, as was wanted. */
    static final TunOffload NONE = new TunOffload(false, false, List.of());

    /** Linux has no headers, or no super-packets: everything is as without offload. */
    static final TunOffload REFUSED = new TunOffload(
            false, false, List.of("the kernel refuses offload to TUN devices: packets go one by one, which is slow"));

    // TUN_F_ of linux/if_tun.h.
    static final int CHECKSUM_AND_TCP = 0x01 | 0x02 | 0x04;
    static final int UDP = 0x20 | 0x40;

    /** Copies the list. */
    public TunOffload {
        shortfalls = List.copyOf(shortfalls);
    }

    /**
     * Asks for as much as the kernel has.
     *
     * @param set TUNSETOFFLOAD on a device with vnet headers: whether it took these flags
     */
    static TunOffload negotiate(IntPredicate set) {
        if (!set.test(CHECKSUM_AND_TCP)) {
            return REFUSED;
        }
        return set.test(CHECKSUM_AND_TCP | UDP)
                ? new TunOffload(true, true, List.of())
                : new TunOffload(
                        true,
                        false,
                        List.of(
                                "the kernel refuses UDP offload to TUN devices (Linux 6.2 has it): datagrams go one by one"));
    }

    /** The same with one more shortfall. */
    TunOffload but(String shortfall) {
        List<String> all = new ArrayList<>(shortfalls);
        all.add(shortfall);
        return new TunOffload(vnetHeader, udp, all);
    }
}
