package dev.culvert.edge.data;

/** Takes decrypted packets: a TUN queue, or a test. Called by one thread. */
@FunctionalInterface
public interface TunWriter {
    /**
     * Writes one IP packet; the bytes are the caller's again afterwards.
     *
     * @return whether the kernel took it
     */
    boolean write(byte[] bytes, int offset, int length);
}
