package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyTest {
    /** RFC 7748 section 5.2; the second point has its unused top bit set. */
    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agree_matchesTheVectorsOfTheRfc(String scalar, String point, String product) {
        byte[] shared = new byte[32];
        assertThat(PrivateKey.of(Hex.bytes(scalar)).agree(PublicKey.of(Hex.bytes(point)), shared))
                .isTrue();
        assertThat(Hex.text(shared)).isEqualTo(product);
    }

    /** RFC 7748 section 5.2: the product becomes the scalar, the scalar becomes the point. */
    @Test
    void agree_aThousandTimesOver() {
        byte[] scalar = new byte[32];
        scalar[0] = 9;
        byte[] point = scalar;
        for (int i = 1; i <= 1000; i++) {
            byte[] product = new byte[32];
            PrivateKey.of(scalar).agree(PublicKey.of(point), product);
            point = scalar;
            scalar = product;
            if (i == 1) {
                assertThat(Hex.text(scalar))
                        .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
            }
        }
        assertThat(Hex.text(scalar)).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    /** RFC 7748 section 6.1. */
    @Test
    void publicKeyAndSecret_matchTheExchangeOfTheRfc() {
        PrivateKey left = PrivateKey.of(Hex.bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        PrivateKey right = PrivateKey.of(Hex.bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        assertThat(Hex.text(left.publicKey().bytes()))
                .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(Hex.text(right.publicKey().bytes()))
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        byte[] atLeft = new byte[32];
        byte[] atRight = new byte[32];
        assertThat(left.agree(right.publicKey(), atLeft)).isTrue();
        assertThat(right.agree(left.publicKey(), atRight)).isTrue();
        assertThat(Hex.text(atLeft)).isEqualTo("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assertThat(atRight).isEqualTo(atLeft);
    }

    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void agree_refusesPointsOfLowOrder(PublicKey point) {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(PrivateKey.of(Hex.counting(seed, 32)).agree(point, new byte[32]))
                    .isFalse();
        }
    }

    @Test
    void destroy_forgetsTheScalar() {
        PrivateKey key = PrivateKey.of(Hex.counting(1, 32));
        PrivateKey peer = PrivateKey.of(Hex.counting(2, 32));
        byte[] before = new byte[32];
        byte[] after = new byte[32];
        key.agree(peer.publicKey(), before);
        key.destroy();
        key.agree(peer.publicKey(), after);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void of_copiesItsBytes_andChecksTheirNumber() {
        byte[] scalar = Hex.counting(1, 32);
        PrivateKey key = PrivateKey.of(scalar);
        assertThat(scalar).isEqualTo(Hex.counting(1, 32));
        assertThat(key.toString()).isEqualTo("PrivateKey of " + key.publicKey());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrivateKey.of(new byte[33]))
                .withMessage("private key has 33 bytes, not 32");
    }
}
