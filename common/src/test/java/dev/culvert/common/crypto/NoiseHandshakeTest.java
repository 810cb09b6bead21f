package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseHandshakeTest {
    private static final CipherSuite SUITE = CipherSuite.CHACHA20_POLY1305;
    private static final byte[] PROLOGUE = {1, 2, 3};
    private static final byte[] PAYLOAD = Hex.counting(7, 12);
    private static final byte[] EMPTY = {};
    private static final PresharedKey PSK = PresharedKey.of(Hex.counting(90, 32));

    private final PrivateKey initiatorStatic = PrivateKey.of(Hex.counting(1, 32));
    private final PrivateKey responderStatic = PrivateKey.of(Hex.counting(2, 32));
    private final NoiseHandshake initiator = newInitiator(responderStatic.publicKey());
    private final byte[] initiation = initiator.writeInitiation(PAYLOAD).orElseThrow();

    @Test
    void bothEnds_haveTheSameKeysAndTranscript() {
        NoiseHandshake responder = newResponder();
        byte[] response = answer(responder, PSK);
        assertThat(initiator.readResponse(response, PSK)).hasValue(EMPTY);
        assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash());
        TransportKeys ours = initiator.split();
        TransportKeys theirs = responder.split();
        assertThat(ours.fromInitiator().getEncoded())
                .isEqualTo(theirs.fromInitiator().getEncoded());
        assertThat(ours.fromResponder().getEncoded())
                .isEqualTo(theirs.fromResponder().getEncoded())
                .isNotEqualTo(ours.fromInitiator().getEncoded());
    }

    @Test
    void initiation_changedInAnyByte_isNotGenuine() {
        for (int i = 0; i < initiation.length; i++) {
            byte[] forged = initiation.clone();
            forged[i] ^= 0x20;
            NoiseHandshake responder = newResponder();
            boolean taken = responder
                    .readInitiator(forged)
                    .flatMap(key -> responder.readInitiationPayload(forged))
                    .isPresent();
            assertThat(taken).as("byte %d changed", i).isFalse();
        }
    }

    @Test
    void initiation_toAnotherKeyOrUnderAnotherPrologue_isNotGenuine() {
        assertThat(NoiseHandshake.responder(SUITE, PROLOGUE, initiatorStatic).readInitiator(initiation))
                .isEmpty();
        assertThat(NoiseHandshake.responder(SUITE, EMPTY, responderStatic).readInitiator(initiation))
                .isEmpty();
    }

    @Test
    void badResponses_leaveTheInitiatorAbleToReadTheGenuineOne() {
        byte[] response = answer(newResponder(), PSK);
        byte[] hash = initiator.handshakeHash();
        for (int i = 0; i < response.length; i++) {
            byte[] forged = response.clone();
            forged[i] ^= 0x20;
            assertThat(initiator.readResponse(forged, PSK))
                    .as("byte %d changed", i)
                    .isEmpty();
            assertThat(initiator.handshakeHash()).isEqualTo(hash);
        }
        for (PublicKey point : LowOrderPoints.all()) {
            byte[] forged = response.clone();
            System.arraycopy(point.bytes(), 0, forged, 0, 32);
            assertThat(initiator.readResponse(forged, PSK)).isEmpty();
        }
        assertThat(initiator.readResponse(answer(newResponder(), PresharedKey.NONE), PSK))
                .as("another preshared key")
                .isEmpty();
        assertThat(initiator.readResponse(response, PSK)).hasValue(EMPTY);
    }

    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void lowOrderResponder_isNotSpokenTo(PublicKey point) {
        assertThat(newInitiator(point).writeInitiation(PAYLOAD)).isEmpty();
    }

    /** Whatever follows such an ephemeral key is sealed under keys that anyone knows. */
    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void lowOrderEphemeralOfAnInitiation_isRefused_thoughTheRestIsConsistent(PublicKey point) {
        SymmetricState state = stateAfter(point.bytes());
        state.mixKey(new byte[32]);
        byte[] sealedStatic = state.encryptAndHash(initiatorStatic.publicKey().bytes());
        assertThat(newResponder().readInitiator(join(point.bytes(), sealedStatic, new byte[28])))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void lowOrderStaticOfAnInitiation_isRefused_thoughTheRestIsConsistent(PublicKey point) {
        PrivateKey ephemeral = PrivateKey.of(Hex.counting(3, 32));
        byte[] shared = new byte[32];
        assertThat(ephemeral.agree(responderStatic.publicKey(), shared)).isTrue();
        SymmetricState state = stateAfter(ephemeral.publicKey().bytes());
        state.mixKey(shared);
        byte[] sealedStatic = state.encryptAndHash(point.bytes());
        state.mixKey(new byte[32]);
        byte[] sealedPayload = state.encryptAndHash(PAYLOAD);

        byte[] message = join(ephemeral.publicKey().bytes(), sealedStatic, sealedPayload);
        NoiseHandshake responder = newResponder();
        assertThat(responder.readInitiator(message)).hasValue(point);
        assertThat(responder.readInitiationPayload(message)).isEmpty();
    }

    @Test
    void split_wipesTheEphemeralKeys() {
        PrivateKey ephemeral = PrivateKey.of(Hex.counting(40, 32));
        byte[] before = new byte[32];
        byte[] after = new byte[32];
        ephemeral.agree(initiatorStatic.publicKey(), before);
        NoiseHandshake responder = newResponder();
        readInitiation(responder);
        assertThat(responder.writeResponse(ephemeral, PSK, EMPTY)).isPresent();
        ephemeral.agree(initiatorStatic.publicKey(), after);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void messagesOutOfOrder_areAMistakeOfTheCaller() {
        NoiseHandshake responder = newResponder();
        assertThatIllegalStateException().isThrownBy(() -> responder.readInitiationPayload(initiation));
        assertThatIllegalStateException()
                .isThrownBy(() -> newResponder().writeResponse(PrivateKey.of(new byte[32]), PSK, EMPTY));
        assertThatIllegalStateException().isThrownBy(() -> newResponder().writeInitiation(EMPTY));
    }

    private NoiseHandshake newInitiator(PublicKey remote) {
        return NoiseHandshake.initiator(SUITE, PROLOGUE, initiatorStatic, remote, PrivateKey.of(Hex.counting(5, 32)));
    }

    private NoiseHandshake newResponder() {
        return NoiseHandshake.responder(SUITE, PROLOGUE, responderStatic);
    }

    private void readInitiation(NoiseHandshake responder) {
        assertThat(responder.readInitiator(initiation)).hasValue(initiatorStatic.publicKey());
        assertThat(responder.readInitiationPayload(initiation)).hasValue(PAYLOAD);
    }

    private byte[] answer(NoiseHandshake responder, PresharedKey presharedKey) {
        readInitiation(responder);
        return responder
                .writeResponse(PrivateKey.of(Hex.counting(6, 32)), presharedKey, EMPTY)
                .orElseThrow();
    }

    /** The transcript after an initiation's ephemeral key. */
    private SymmetricState stateAfter(byte[] ephemeral) {
        SymmetricState state = new SymmetricState(SUITE);
        state.mixHash(PROLOGUE);
        state.mixHash(responderStatic.publicKey().bytes());
        state.mixHash(ephemeral);
        state.mixChainingKey(ephemeral);
        return state;
    }

    private static byte[] join(byte[]... parts) {
        byte[] joined = {};
        for (byte[] part : parts) {
            int at = joined.length;
            joined = Arrays.copyOf(joined, at + part.length);
            System.arraycopy(part, 0, joined, at, part.length);
        }
        return joined;
    }
}
