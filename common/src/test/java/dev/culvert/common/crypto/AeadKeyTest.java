package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AeadKeyTest {
    private static final int ROUNDS = 200;

    @Test
    void hasThirtyTwoBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AeadKey(new byte[31]))
                .withMessageContaining("31");
    }

    @Test
    void destroy_wipesTheArrayItself_andIsSeen() {
        byte[] bytes = Hex.counting(1, 32);
        AeadKey key = new AeadKey(bytes);
        assertThat(key.getEncoded()).isEqualTo(Hex.counting(1, 32));
        assertThat(key.isDestroyed()).isFalse();
        key.destroy();
        assertThat(bytes).containsOnly(0);
        assertThat(key.isDestroyed()).isTrue();
        assertThatExceptionOfType(WipedKeyException.class).isThrownBy(key::getEncoded);
    }

    /** A data thread seals while the conductor wipes: what went out is sealed under the key or not at all. */
    @Test
    void destroyedWhileAnotherThreadSeals_nothingIsSealedUnderZeros() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            AeadKey key = new AeadKey(Hex.counting(1, 32));
            List<byte[]> sealed = new ArrayList<>();
            CountDownLatch sealing = new CountDownLatch(3);
            Thread sealer = Thread.ofPlatform().start(() -> sealUntilWiped(key, sealed, sealing));
            sealing.await();
            key.destroy();
            sealer.join();

            ChaCha20Poly1305 aead = new ChaCha20Poly1305();
            AeadKey same = new AeadKey(Hex.counting(1, 32));
            for (int counter = 0; counter < sealed.size(); counter++) {
                byte[] message = sealed.get(counter);
                assertThat(aead.open(same, counter, Aead.NO_DATA, message, 0, message.length, new byte[16], 0))
                        .isTrue();
            }
        }
    }

    private static void sealUntilWiped(AeadKey key, List<byte[]> sealed, CountDownLatch sealing) {
        ChaCha20Poly1305 aead = new ChaCha20Poly1305();
        try {
            while (true) {
                byte[] out = new byte[16 + Aead.TAG_BYTES];
                aead.seal(key, sealed.size(), Aead.NO_DATA, new byte[16], 0, 16, out, 0);
                sealed.add(out);
                sealing.countDown();
            }
        } catch (WipedKeyException expected) {
            sealing.countDown();
        }
    }
}
