package dev.culvert.tun;

import com.sun.jna.Native;
import dev.culvert.tun.TunException.Reason;
import dev.culvert.tun.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Opens the TUN driver's node and attaches descriptors to an interface (linux/if_tun.h).
 *
 * <pre>
 * struct ifreq, 40 bytes:   0 name, NUL-padded   16 flags (u16)   18 …
 * </pre>
 */
final class TunNode {
    static final String PATH = "/dev/net/tun";

    private static final int IFF_TUN = 0x0001;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;

    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNGETIFF = 0x800454d2L;
    private static final long TUNSETVNETHDRSZ = 0x400454d8L;
    private static final long TUNSETOFFLOAD = 0x400454d0L;

    private static final int IFREQ_LENGTH = 40;
    private static final int IFREQ_FLAGS = 16;

    private TunNode() {}

    /** A blocking descriptor of the driver, attached to nothing yet. */
    static int open(String path) throws TunException {
        int descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_CLOEXEC);
        if (descriptor >= 0) {
            return descriptor;
        }
        int errno = Native.getLastError();
        String step = "opening " + path;
        throw switch (errno) {
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO ->
                TunException.ofErrno(
                        step,
                        errno,
                        "",
                        Reason.NO_DEVICE_NODE,
                        "load the driver with 'modprobe tun', or give the container that device");
            case Errno.EACCES ->
                TunException.ofErrno(
                        step, errno, "", Reason.NO_PERMISSION, "run as root (CAP_NET_ADMIN), or allow that file");
            default -> TunException.ofErrno(step, errno);
        };
    }

    /**
     * Attaches a descriptor: the first makes the interface and refuses an existing one, later ones add queues.
     *
     * @return false if the kernel knows no vnet headers
     */
    static boolean attach(int descriptor, TunConfig config, boolean vnetHeader, boolean first) throws TunException {
        int flags = IFF_TUN
                | IFF_NO_PI
                | (first ? IFF_TUN_EXCL : 0)
                | (config.queues() > 1 ? IFF_MULTI_QUEUE : 0)
                | (vnetHeader ? IFF_VNET_HDR : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_LENGTH, 8);
            byte[] name = config.name().getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS, (short) flags);
            if (LibC.ioctl(descriptor, TUNSETIFF, request.address()) < 0) {
                int errno = Native.getLastError();
                if (vnetHeader && errno == Errno.EINVAL) {
                    return false;
                }
                throw attachFailure(config, first, errno);
            }
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, VnetHeader.BYTES);
            return !vnetHeader || LibC.ioctl(descriptor, TUNSETVNETHDRSZ, length.address()) == 0;
        }
    }

    /** Takes these TUN_F_ flags, for all of the device's queues; false if the kernel does not know one. */
    static boolean setOffload(int descriptor, int flags) {
        return LibC.ioctl(descriptor, TUNSETOFFLOAD, flags) == 0;
    }

    private static TunException attachFailure(TunConfig config, boolean first, int errno) {
        boolean taken = first && errno == Errno.EBUSY;
        return TunException.ofErrno(
                (first ? "creating interface " : "adding a queue to interface ") + config.name(),
                errno,
                "",
                taken ? Reason.NAME_TAKEN : Reason.OTHER,
                taken ? "an interface of that name exists: choose another with -d, or remove that one" : "");
    }

    /** Whether the interface of an attached descriptor still exists. */
    static boolean isAttached(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            return LibC.ioctl(
                            descriptor,
                            TUNGETIFF,
                            arena.allocate(IFREQ_LENGTH, 8).address())
                    == 0;
        }
    }
}
