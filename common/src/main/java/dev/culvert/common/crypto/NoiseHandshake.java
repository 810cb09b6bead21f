package dev.culvert.common.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s, or AESGCM in its place, either side of it. No I/O, no framing: messages are exactly Noise's.
 *
 * <pre>
 *   ← s                                       the initiator knows the responder's static key
 *   → e, es, s, ss, payload                   initiation: 32 + 48 + payload + 16 bytes
 *   ← e, ee, se, psk, payload                 response:   32 + payload + 16 bytes
 * </pre>
 *
 * Confined to one thread. A message that is not genuine leaves the state as it was, so that forgeries end nothing.
 *
 * @see <a href="https://noiseprotocol.org/noise.html">Noise specification, sections 5, 7.5 and 9</a>
 */
public final class NoiseHandshake {
    private static final int SEALED_KEY_BYTES = Key32.BYTES + Aead.TAG_BYTES;

    private final CipherSuite suite;
    private SymmetricState state;
    private final PrivateKey localStatic;
    private @Nullable PrivateKey localEphemeral;
    private @Nullable PublicKey remoteStatic;
    private @Nullable PublicKey remoteEphemeral;

    private NoiseHandshake(CipherSuite suite, byte[] prologue, PrivateKey localStatic, PublicKey responderStatic) {
        this.suite = suite;
        this.localStatic = localStatic;
        state = new SymmetricState(suite);
        state.mixHash(prologue);
        state.mixHash(responderStatic.raw());
    }

    /** The side that starts, towards a responder whose key it knows. The ephemeral key is wiped in the end. */
    public static NoiseHandshake initiator(
            CipherSuite suite, byte[] prologue, PrivateKey localStatic, PublicKey remoteStatic, PrivateKey ephemeral) {
        NoiseHandshake handshake = new NoiseHandshake(suite, prologue, localStatic, remoteStatic);
        handshake.remoteStatic = remoteStatic;
        handshake.localEphemeral = ephemeral;
        return handshake;
    }

    /** The side that answers. */
    public static NoiseHandshake responder(CipherSuite suite, byte[] prologue, PrivateKey localStatic) {
        return new NoiseHandshake(suite, prologue, localStatic, localStatic.publicKey());
    }

    /** What its messages and the session's are sealed with. */
    public CipherSuite suite() {
        return suite;
    }

    /** Initiator: the first message; empty if the responder's key is of low order. */
    public Optional<byte[]> writeInitiation(byte[] payload) {
        PrivateKey e = required(localEphemeral);
        PublicKey rs = required(remoteStatic);
        byte[] ephemeral = e.publicKey().raw();
        state.mixHash(ephemeral);
        state.mixChainingKey(ephemeral);
        if (!mixAgreement(state, e, rs)) {
            return Optional.empty();
        }
        byte[] sealedStatic = state.encryptAndHash(localStatic.publicKey().raw());
        if (!mixAgreement(state, localStatic, rs)) {
            return Optional.empty();
        }
        return Optional.of(join(ephemeral, sealedStatic, state.encryptAndHash(payload)));
    }

    /** Responder: reads the first half of an initiation, which tells who wants to speak; empty if it is not genuine. */
    public Optional<PublicKey> readInitiator(byte[] message) {
        PublicKey re = PublicKey.of(Arrays.copyOf(message, Key32.BYTES));
        state.mixHash(re.raw());
        state.mixChainingKey(re.raw());
        if (!mixAgreement(state, localStatic, re)) {
            return Optional.empty();
        }
        remoteEphemeral = re;
        byte[] sealedStatic = Arrays.copyOfRange(message, Key32.BYTES, Key32.BYTES + SEALED_KEY_BYTES);
        Optional<PublicKey> initiator = state.decryptAndHash(sealedStatic).map(PublicKey::of);
        remoteStatic = initiator.orElse(null);
        return initiator;
    }

    /** Responder: reads the payload of the initiation whose initiator was read; empty if it is not genuine. */
    public Optional<byte[]> readInitiationPayload(byte[] message) {
        if (!mixAgreement(state, localStatic, required(remoteStatic))) {
            return Optional.empty();
        }
        return state.decryptAndHash(Arrays.copyOfRange(message, Key32.BYTES + SEALED_KEY_BYTES, message.length));
    }

    /** Responder: the second message; empty if the initiator's ephemeral key is of low order. */
    public Optional<byte[]> writeResponse(PrivateKey ephemeral, PresharedKey presharedKey, byte[] payload) {
        byte[] e = ephemeral.publicKey().raw();
        state.mixHash(e);
        state.mixChainingKey(e);
        if (!mixAgreement(state, ephemeral, required(remoteEphemeral))
                || !mixAgreement(state, ephemeral, required(remoteStatic))) {
            return Optional.empty();
        }
        state.mixKeyAndHash(presharedKey.raw());
        ephemeral.destroy();
        return Optional.of(join(e, state.encryptAndHash(payload)));
    }

    /** Initiator: reads the second message; its payload, or empty and no change if it is not genuine. */
    public Optional<byte[]> readResponse(byte[] message, PresharedKey presharedKey) {
        PublicKey re = PublicKey.of(Arrays.copyOf(message, Key32.BYTES));
        SymmetricState tried = state.copy();
        tried.mixHash(re.raw());
        tried.mixChainingKey(re.raw());
        if (!mixAgreement(tried, required(localEphemeral), re) || !mixAgreement(tried, localStatic, re)) {
            tried.destroy();
            return Optional.empty();
        }
        tried.mixKeyAndHash(presharedKey.raw());
        Optional<byte[]> payload = tried.decryptAndHash(Arrays.copyOfRange(message, Key32.BYTES, message.length));
        if (payload.isPresent()) {
            state.destroy();
            state = tried;
        } else {
            tried.destroy();
        }
        return payload;
    }

    /** Both sides, after the second message: the session's keys. The handshake is wiped. */
    public TransportKeys split() {
        TransportKeys keys = state.split();
        destroy();
        return keys;
    }

    /** The transcript so far. */
    public byte[] handshakeHash() {
        return state.handshakeHash();
    }

    /** Wipes what would let a later thief read this session. */
    public void destroy() {
        state.destroy();
        if (localEphemeral != null) {
            localEphemeral.destroy();
        }
    }

    private static boolean mixAgreement(SymmetricState state, PrivateKey local, PublicKey remote) {
        byte[] shared = new byte[Key32.BYTES];
        boolean contributory = local.agree(remote, shared);
        if (contributory) {
            state.mixKey(shared);
        }
        Arrays.fill(shared, (byte) 0);
        return contributory;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("handshake messages out of order");
        }
        return value;
    }
}
