package dev.culvert.edge.data;

/** Takes decrypted packets: a TUN queue, or a test. Called by one thread. */
@FunctionalInterface
public interface TunWriter {
    /**
     * Writes one IP packet, whole; the bytes are the caller's again afterwards.
     *
     * @return whether the kernel took it
     */
    boolean write(byte[] bytes, int offset, int length);

    /**
     * Writes a packet or super-packet behind a {@link dev.culvert.tun.offload.VnetHeader} that says what is left to do on
     * it; only if {@link #hasVnetHeader}. The bytes are the caller's again afterwards.
     *
     * @return whether the kernel took it
     */
    default boolean writeUnfinished(byte[] bytes, int offset, int length) {
        throw new IllegalStateException("this device has no vnet headers: it takes whole packets only");
    }

    /** Whether {@link #writeUnfinished} may be called. Always the same. */
    default boolean hasVnetHeader() {
        return false;
    }

    /** Whether super-packets of TCP are taken; no more, once the kernel has refused one. */
    default boolean takesTcp() {
        return false;
    }

    /** The same of UDP. */
    default boolean takesUdp() {
        return false;
    }
}
