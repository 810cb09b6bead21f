package dev.culvert.common.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The chaining key and transcript hash of a Noise handshake (Noise specification, section 5.2), for patterns in which
 * each key seals one message: the nonce is always 0.
 */
final class SymmetricState {
    private final CipherSuite suite;
    private final Aead aead;
    private byte[] chainingKey;
    private byte[] hash;
    private byte[] key = new byte[Key32.BYTES];

    SymmetricState(CipherSuite suite) {
        this(suite, Blake2s.hash(suite.protocolName().getBytes(StandardCharsets.US_ASCII)));
    }

    private SymmetricState(CipherSuite suite, byte[] initial) {
        this.suite = suite;
        this.aead = AeadFactory.JCE.create(suite);
        this.chainingKey = initial;
        this.hash = initial.clone();
    }

    /** An independent copy: reading goes on in it, and replaces the original only if the message was genuine. */
    SymmetricState copy() {
        SymmetricState copy = new SymmetricState(suite, chainingKey.clone());
        copy.hash = hash.clone();
        copy.key = key.clone();
        return copy;
    }

    void mixHash(byte[] data) {
        hash = Blake2s.hash(hash, data);
    }

    /** For what only ends in the chaining key: public ephemerals of a pattern with a PSK. */
    void mixChainingKey(byte[] input) {
        replaceChainingKey(Blake2s.kdf(chainingKey, input, 1)[0]);
    }

    void mixKey(byte[] input) {
        byte[][] outputs = Blake2s.kdf(chainingKey, input, 2);
        replaceChainingKey(outputs[0]);
        replaceKey(outputs[1]);
    }

    void mixKeyAndHash(byte[] input) {
        byte[][] outputs = Blake2s.kdf(chainingKey, input, 3);
        replaceChainingKey(outputs[0]);
        mixHash(outputs[1]);
        replaceKey(outputs[2]);
    }

    byte[] encryptAndHash(byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + Aead.TAG_BYTES];
        AeadKey once = new AeadKey(suite, key.clone());
        aead.seal(once, 0, hash, plaintext, 0, plaintext.length, sealed, 0);
        once.destroy();
        mixHash(sealed);
        return sealed;
    }

    Optional<byte[]> decryptAndHash(byte[] sealed) {
        byte[] plaintext = new byte[Math.max(0, sealed.length - Aead.TAG_BYTES)];
        AeadKey once = new AeadKey(suite, key.clone());
        boolean genuine = aead.open(once, 0, hash, sealed, 0, sealed.length, plaintext, 0);
        once.destroy();
        if (!genuine) {
            return Optional.empty();
        }
        mixHash(sealed);
        return Optional.of(plaintext);
    }

    /** The two transport keys; the state is wiped. */
    TransportKeys split() {
        byte[][] keys = Blake2s.kdf(chainingKey, new byte[0], 2);
        destroy();
        return new TransportKeys(new AeadKey(suite, keys[0]), new AeadKey(suite, keys[1]));
    }

    byte[] handshakeHash() {
        return hash.clone();
    }

    void destroy() {
        Arrays.fill(chainingKey, (byte) 0);
        Arrays.fill(key, (byte) 0);
    }

    private void replaceChainingKey(byte[] next) {
        Arrays.fill(chainingKey, (byte) 0);
        chainingKey = next;
    }

    private void replaceKey(byte[] next) {
        Arrays.fill(key, (byte) 0);
        key = next;
    }
}
