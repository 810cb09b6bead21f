package dev.culvert.common.crypto;

import java.nio.ByteOrder;
import javax.crypto.spec.IvParameterSpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) by the JDK. The nonce is the four fixed bytes, zero in WireGuard, and the little-endian
 * counter. An instance belongs to one thread.
 */
public final class ChaCha20Poly1305 extends JceAead {
    /** A new one. */
    public ChaCha20Poly1305() {
        super("ChaCha20-Poly1305", "ChaCha20-Poly1305", ByteOrder.LITTLE_ENDIAN, IvParameterSpec::new);
    }
}
