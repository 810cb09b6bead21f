package dev.culvert.common.crypto;

/** The optional 32-byte secret that both ends of a WireGuard session share besides their keys. Immutable. */
public final class PresharedKey {
    /** What WireGuard mixes in where no preshared key is set: 32 zero bytes. */
    public static final PresharedKey NONE = new PresharedKey(new byte[Key32.BYTES]);

    private final byte[] bytes;

    private PresharedKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key with these 32 bytes, copied.
     *
     * @throws IllegalArgumentException for another length
     */
    public static PresharedKey of(byte[] bytes) {
        return new PresharedKey(Key32.checked("preshared key", bytes));
    }

    /**
     * Reads what {@code wg genpsk} prints.
     *
     * @throws IllegalArgumentException if it is not 32 bytes in base64; the message does not repeat it
     */
    public static PresharedKey parse(String base64) {
        return new PresharedKey(Key32.decode("preshared key", base64));
    }

    /** The bytes themselves, for this package's arithmetic only. */
    byte[] raw() {
        return bytes;
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "PresharedKey";
    }
}
