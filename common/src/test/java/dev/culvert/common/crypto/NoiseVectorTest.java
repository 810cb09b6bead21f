package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The published vectors of Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s and Noise_IKpsk2_25519_AESGCM_BLAKE2s: cacophony's, as snow
 * carries them in {@code tests/vectors/cacophony.txt}. Both sides, from the first message to the fourth of the session.
 */
@ParameterizedClass
@EnumSource
class NoiseVectorTest {
    private static final byte[] PROLOGUE = Hex.bytes("4a6f686e2047616c74");
    private static final PresharedKey PSK =
            PresharedKey.of(Hex.bytes("54686973206973206d7920417573747269616e20706572737065637469766521"));
    private static final byte[] INITIATION_PAYLOAD = Hex.bytes("4c756477696720766f6e204d69736573");
    private static final byte[] RESPONSE_PAYLOAD = Hex.bytes("4d757272617920526f746862617264");
    /** By turns from the initiator and from the responder. */
    private static final byte[][] SESSION_PAYLOADS = {
        Hex.bytes("462e20412e20486179656b"),
        Hex.bytes("4361726c204d656e676572"),
        Hex.bytes("4a65616e2d426170746973746520536179"),
        Hex.bytes("457567656e2042f6686d20766f6e2042617765726b")
    };

    /** What differs from suite to suite: the handshake's hash, its two messages and the session's four. */
    private record Vector(byte[] hash, byte[] initiation, byte[] response, List<byte[]> session) {
        Vector(String hash, String initiation, String response, String... session) {
            this(
                    Hex.bytes(hash),
                    Hex.bytes(initiation),
                    Hex.bytes(response),
                    Arrays.stream(session).map(Hex::bytes).toList());
        }
    }

    private static final Vector CHACHA20_POLY1305 = new Vector(
            "f5191b875290abcd41347ac3622d9679688a7e980229cb937ef748336cfde0e5",
            "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944001e21de9f98ddd8e2ad57527207feb5"
                    + "6253c9c94a9e496782ecfcb2a75fbcaf1b52948cc48daefe660c62119ab5000980c84831215f2441eba616548e832985"
                    + "464cf17e51ee93109008399a21f7e13f",
            "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843cb765f2caef0751b8f007572dab03222"
                    + "17755c0632f365717edbf34d33e87a",
            "8153ca9833bc3c1b91a7e66e5f4d4f5b59bf9e64c2f20d15f0bba7",
            "07af0c9c86e1b4e80f36b04ff7688d51141af3debd0332f0a705ef",
            "6ab1467c0448cc78394494abaaf23afce0e234315d6e2624dcbfa8a21c1c4d073d",
            "dfc346c0d2296ae6cf1acf6f12b8456a1dba228cf8d8b774aacf1c47fc53aa80ebc7a4c292");

    private static final Vector AES_256_GCM = new Vector(
            "60f2139120264f109f2bd525a8d94877d7896d64394c34a7abedbc114154a6d5",
            "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944f70d65fedfd7ad294f4c8f5c1324c7c9"
                    + "0e54cd8af05652112a27b261e11ce99d9d517c4a1e0753038edb26066b4087b4c230aafa22b0552550b723eb69374a67"
                    + "4d306a84e1852e30af2e2dbefeb4fd2f",
            "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f1448088434190dae84b6887641a5f81e03d83f7be"
                    + "91fa1134c18dde966e18fc404b97a8",
            "061b631b380a639a0801920ddf205e2dbf6606c3328683c6af50fc",
            "c4b5ecd181f80279f2cc41217d490ed56459e3e3fb5e758e522d0d",
            "43897c593df3b427776e11c3632bb935fd7e31e50a4069c8b559188a04af961e12",
            "b7f9229e7ba4b89161baca67cef00381ce7b613bdcb8dcf233573476f6164dde9a8b1b9200");

    private final PrivateKey initiatorStatic =
            PrivateKey.of(Hex.bytes("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"));
    private final PrivateKey initiatorEphemeral =
            PrivateKey.of(Hex.bytes("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a"));
    private final PrivateKey responderStatic =
            PrivateKey.of(Hex.bytes("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"));
    private final PrivateKey responderEphemeral =
            PrivateKey.of(Hex.bytes("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b"));

    private final Vector vector;
    private final Aead sealing;
    private final Aead opening; // one alone would take this for a nonce used twice
    private final NoiseHandshake initiator;
    private final NoiseHandshake responder;

    NoiseVectorTest(CipherSuite suite) {
        vector = switch (suite) {
            case CHACHA20_POLY1305 -> CHACHA20_POLY1305;
            case AES_256_GCM -> AES_256_GCM;
        };
        sealing = AeadFactory.JCE.create(suite);
        opening = AeadFactory.JCE.create(suite);
        initiator = NoiseHandshake.initiator(
                suite, PROLOGUE, initiatorStatic, responderStatic.publicKey(), initiatorEphemeral);
        responder = NoiseHandshake.responder(suite, PROLOGUE, responderStatic);
    }

    @Test
    void responderKey_isTheOneThatTheInitiatorKnows() {
        assertThat(Hex.text(responderStatic.publicKey().bytes()))
                .isEqualTo("31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62");
    }

    @Test
    void initiator_writesReadsAndEndsAsPublished() {
        assertThat(initiator.writeInitiation(INITIATION_PAYLOAD)).hasValue(vector.initiation());
        assertThat(initiator.readResponse(vector.response(), PSK)).hasValue(RESPONSE_PAYLOAD);
        assertThat(initiator.handshakeHash()).isEqualTo(vector.hash());
        assertSessionMessages(initiator.split());
    }

    @Test
    void responder_readsWritesAndEndsAsPublished() {
        assertThat(responder.readInitiator(vector.initiation())).hasValue(initiatorStatic.publicKey());
        assertThat(responder.readInitiationPayload(vector.initiation())).hasValue(INITIATION_PAYLOAD);
        assertThat(responder.writeResponse(responderEphemeral, PSK, RESPONSE_PAYLOAD))
                .hasValue(vector.response());
        assertThat(responder.handshakeHash()).isEqualTo(vector.hash());
        assertSessionMessages(responder.split());
    }

    private void assertSessionMessages(TransportKeys keys) {
        for (int i = 0; i < SESSION_PAYLOADS.length; i++) {
            AeadKey key = i % 2 == 0 ? keys.fromInitiator() : keys.fromResponder();
            int counter = i / 2;
            byte[] message = vector.session().get(i);
            byte[] payload = SESSION_PAYLOADS[i];
            byte[] opened = new byte[payload.length];
            assertThat(opening.open(key, counter, Aead.NO_DATA, message, 0, message.length, opened, 0))
                    .isTrue();
            assertThat(opened).isEqualTo(payload);
            byte[] sealed = new byte[message.length];
            sealing.seal(key, counter, Aead.NO_DATA, payload, 0, payload.length, sealed, 0);
            assertThat(sealed).isEqualTo(message);
        }
    }
}
