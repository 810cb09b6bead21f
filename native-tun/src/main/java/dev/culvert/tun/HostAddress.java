package dev.culvert.tun;

/**
 * An address of this host on an interface (linux/if_addr.h).
 *
 * @param prefix the host's own address, with its network's length
 * @param index of the interface
 * @param scope where it is valid, in the kernel's numbers (linux/rtnetlink.h)
 * @param flags the lowest eight of its flags
 */
public record HostAddress(Prefix prefix, int index, int scope, int flags) {
    private static final int SCOPE_SITE = 200;
    private static final int DADFAILED = 0x08;
    private static final int DEPRECATED = 0x20;
    private static final int TENTATIVE = 0x40;

    /**
     * Whether connections may be made from it now: it is known to be nobody else's on its link (not tentative), shall
     * still be used (not deprecated), and is valid beyond its link.
     */
    public boolean isUsable() {
        return (flags & (DADFAILED | DEPRECATED | TENTATIVE)) == 0 && scope <= SCOPE_SITE;
    }
}
