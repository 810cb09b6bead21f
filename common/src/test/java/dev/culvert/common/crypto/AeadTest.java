package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all AEADs have in common, whatever stands behind them. */
@ParameterizedClass
@MethodSource("backEnds")
class AeadTest {
    private static final byte[] PLAIN = ChaCha20Poly1305Test.SUNSCREEN;

    private final CipherSuite suite;
    private final AeadFactory aeads;
    private final Aead aead;

    AeadTest(CipherSuite suite, AeadFactory aeads) {
        this.suite = suite;
        this.aeads = aeads;
        aead = aeads.create(suite);
    }

    static Stream<Arguments> backEnds() {
        AeadFactory fastest = AeadSelection.fastest(new Random(1)).aeads();
        return Arrays.stream(CipherSuite.values())
                .flatMap(suite -> Stream.of(AeadFactory.JCE, fastest).map(aeads -> Arguments.of(suite, aeads)));
    }

    @Test
    void open_refusesAChangeOfAnyByte_thenTakesTheGenuineOneUnderTheSameCounter() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, PLAIN);
        byte[] opened = new byte[PLAIN.length];
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 0x10;
            assertThat(open(key, 7, forged, opened)).as("byte %d changed", i).isFalse();
            assertThat(open(key, 7, sealed, opened)).isTrue();
            assertThat(opened).isEqualTo(PLAIN);
        }
    }

    @Test
    void open_takesTheSamePacketAgainAndAgain() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, PLAIN);
        for (int i = 0; i < 3; i++) {
            assertThat(open(key, 7, sealed, new byte[PLAIN.length])).isTrue();
        }
    }

    @Test
    void open_refusesAnotherCounterKeyOrAssociatedData() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, PLAIN);
        byte[] opened = new byte[PLAIN.length];
        assertThat(open(key, 8, sealed, opened)).isFalse();
        assertThat(open(key, 7L << 32, sealed, opened)).isFalse();
        assertThat(aead.open(key, 1, 7, Aead.NO_DATA, sealed, 0, sealed.length, opened, 0))
                .isFalse();
        assertThat(open(new AeadKey(suite, Hex.counting(2, 32)), 7, sealed, opened))
                .isFalse();
        assertThat(aead.open(key, 7, new byte[1], sealed, 0, sealed.length, opened, 0))
                .isFalse();
    }

    @Test
    void open_refusesWhatIsShorterThanATag() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        for (int length = 0; length < Aead.TAG_BYTES; length++) {
            assertThat(aead.open(key, 0, Aead.NO_DATA, new byte[64], 0, length, new byte[64], 0))
                    .isFalse();
        }
    }

    @Test
    void seal_worksInPlaceAndAtOffsets() {
        Random random = new Random(4);
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 1400, 65_535}) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            byte[] buffer = new byte[length + 100];
            System.arraycopy(plain, 0, buffer, 33, length);
            aead.seal(key, length, Aead.NO_DATA, buffer, 33, length, buffer, 33);
            assertThat(aead.open(key, length, Aead.NO_DATA, buffer, 33, length + Aead.TAG_BYTES, buffer, 33))
                    .isTrue();
            assertThat(Arrays.copyOfRange(buffer, 33, 33 + length)).isEqualTo(plain);
        }
    }

    @Test
    void seal_refusesACounterTwiceInARow() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        seal(key, 7, PLAIN);
        assertThatIllegalStateException().isThrownBy(() -> seal(key, 7, PLAIN));
    }

    @Test
    void wipedKey_throws_whetherTheCipherWasUsedBeforeOrNot() {
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, PLAIN);
        key.destroy();
        for (Aead cipher : new Aead[] {aead, aeads.create(suite)}) {
            byte[] out = new byte[200];
            assertThatExceptionOfType(WipedKeyException.class)
                    .isThrownBy(() -> cipher.seal(key, 8, Aead.NO_DATA, PLAIN, 0, 10, out, 0));
            assertThat(out).containsOnly(0);
            assertThatExceptionOfType(WipedKeyException.class)
                    .isThrownBy(() -> cipher.open(key, 7, Aead.NO_DATA, sealed, 0, sealed.length, out, 0));
            assertThat(out).containsOnly(0);
        }
    }

    @Test
    void wipedKeys_atTheFirstUses_leaveTheCipherGoodForOthers() {
        AeadKey wiped = new AeadKey(suite, Hex.counting(1, 32));
        wiped.destroy();
        for (int i = 0; i < 3; i++) {
            int counter = i;
            assertThatExceptionOfType(WipedKeyException.class).isThrownBy(() -> seal(wiped, counter, PLAIN));
        }
        AeadKey key = new AeadKey(suite, Hex.counting(2, 32));
        byte[] sealed = seal(key, 7, PLAIN);
        assertThat(open(key, 7, sealed, new byte[PLAIN.length])).isTrue();
    }

    private byte[] seal(AeadKey key, long counter, byte[] plain) {
        byte[] sealed = new byte[plain.length + Aead.TAG_BYTES];
        aead.seal(key, counter, Aead.NO_DATA, plain, 0, plain.length, sealed, 0);
        return sealed;
    }

    private boolean open(AeadKey key, long counter, byte[] sealed, byte[] opened) {
        return aead.open(key, counter, Aead.NO_DATA, sealed, 0, sealed.length, opened, 0);
    }
}
