package dev.culvert.common.crypto;

/** Makes the AEAD of a suite: one for each thread that needs it. Any thread. */
@FunctionalInterface
public interface AeadFactory {
    /** By the JDK's {@link javax.crypto.Cipher}: it is there on every Java. */
    AeadFactory JCE = suite -> switch (suite) {
        case CHACHA20_POLY1305 -> new ChaCha20Poly1305();
        case AES_256_GCM -> new Aes256Gcm();
    };

    /** A new one. */
    Aead create(CipherSuite suite);
}
