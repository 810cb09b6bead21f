package dev.culvert.common.crypto;

import java.nio.ByteOrder;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM (NIST SP 800-38D) by the JDK. The nonce is the four fixed bytes and the big-endian counter, as the Noise
 * specification, section 12.4, has it. An instance belongs to one thread.
 */
public final class Aes256Gcm extends JceAead {
    /** A new one. */
    public Aes256Gcm() {
        super(
                "AES-256-GCM",
                "AES/GCM/NoPadding",
                ByteOrder.BIG_ENDIAN,
                nonce -> new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    }
}
