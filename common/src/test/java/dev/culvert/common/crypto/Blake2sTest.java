package dev.culvert.common.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Blake2sTest {
    private static final byte[] NO_KEY = {};

    /** RFC 7693 appendix B. */
    @Test
    void hash_ofAbc() {
        assertThat(Hex.text(Blake2s.hash("abc".getBytes(US_ASCII))))
                .isEqualTo("508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
    }

    /** RFC 7693 appendix E: one hash over all output lengths and input lengths, with and without key. */
    @Test
    void reference_passesTheSelfTestOfTheRfc() {
        byte[] all = {};
        for (int outputBytes : new int[] {16, 20, 28, 32}) {
            for (int inputBytes : new int[] {0, 3, 64, 65, 255, 1024}) {
                byte[] input = selfTestSequence(inputBytes, inputBytes);
                byte[] key = selfTestSequence(outputBytes, outputBytes);
                all = join(all, ReferenceBlake2s.hash(outputBytes, NO_KEY, input));
                all = join(all, ReferenceBlake2s.hash(outputBytes, key, input));
            }
        }
        assertThat(Hex.text(ReferenceBlake2s.hash(32, NO_KEY, all)))
                .isEqualTo("6a411f08ce25adcdfb02aba641451cec53c598b24f4fc787fbdc88797f4c1dfe");
    }

    @Test
    void hash_equalsTheReference_howeverTheInputIsSplit() {
        Random random = new Random(1);
        for (int length = 0; length <= 300; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            int split = random.nextInt(length + 1);
            byte[] expected = ReferenceBlake2s.hash(Blake2s.HASH_BYTES, NO_KEY, input);
            assertThat(Blake2s.hash(input)).isEqualTo(expected);
            assertThat(Blake2s.hash(Arrays.copyOf(input, split), Arrays.copyOfRange(input, split, length)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void mac_equalsTheReference_forBothKeySizesOfWireGuard() {
        Random random = new Random(2);
        for (int length = 0; length <= 200; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            for (int keyBytes : new int[] {16, 32}) {
                byte[] key = new byte[keyBytes];
                random.nextBytes(key);
                assertThat(Blake2s.mac(key, input)).isEqualTo(ReferenceBlake2s.hash(Blake2s.MAC_BYTES, key, input));
            }
        }
    }

    /** The three vectors of wireguard-go, device/kdf_test.go. */
    @ParameterizedTest
    @CsvSource({
        "746573742d6b6579, 746573742d696e707574,"
                + "6f0e5ad38daba1bea8a0d213688736f19763239305e0f58aba697f9ffc41c633,"
                + "df1194df20802a4fe594cde27e92991c8cae66c366e8106aaa937a55fa371e8a,"
                + "fac6e2745a325f5dc5d11a5b165aad08b0ada28e7b4e666b7c077934a4d76c24",
        "776972656775617264, 776972656775617264,"
                + "491d43bbfdaa8750aaf535e334ecbfe5129967cd64635101c566d4caefda96e8,"
                + "1e71a379baefd8a79aa4662212fcafe19a23e2b609a3db7d6bcba8f560e3d25f,"
                + "31e1ae48bddfbe5de38f295e5452b1909a1b4e38e183926af3780b0c1e1f0160",
        "'', '',"
                + "8387b46bf43eccfcf349552a095d8315c4055beb90208fb1be23b894bc2ed5d0,"
                + "58a0e5f6faefccf4807bff1f05fa8a9217945762040bcec2f4b4a62bdfe0e86e,"
                + "0ce6ea98ec548f8e281e93e32db65621c45eb18dc6f0a7ad94178610a2f7338e"
    })
    void kdf_givesTheFirstOutputsWhateverTheirNumber(String key, String input, String t0, String t1, String t2) {
        byte[][] expected = {Hex.bytes(t0), Hex.bytes(t1), Hex.bytes(t2)};
        for (int outputs = 1; outputs <= 3; outputs++) {
            assertThat(Blake2s.kdf(Hex.bytes(key), Hex.bytes(input), outputs))
                    .isDeepEqualTo(Arrays.copyOf(expected, outputs));
        }
    }

    /** RFC 2104, with the reference as hash. */
    @Test
    void hmac_isTheHashOfTwoPaddedKeys() {
        Random random = new Random(3);
        for (int keyBytes = 0; keyBytes <= 64; keyBytes++) {
            byte[] key = new byte[keyBytes];
            byte[] message = new byte[100];
            random.nextBytes(key);
            random.nextBytes(message);
            byte[] inner = ReferenceBlake2s.hash(32, NO_KEY, join(padded(key, 0x36), message));
            assertThat(Blake2s.hmac(key, message))
                    .isEqualTo(ReferenceBlake2s.hash(32, NO_KEY, join(padded(key, 0x5C), inner)));
        }
    }

    private static byte[] padded(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, 64);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) pad;
        }
        return block;
    }

    /** {@code selftest_seq} of RFC 7693 appendix E. */
    private static byte[] selfTestSequence(int length, int seed) {
        byte[] out = new byte[length];
        int a = 0xDEAD4BAD * seed;
        int b = 1;
        for (int i = 0; i < length; i++) {
            int t = a + b;
            a = b;
            b = t;
            out[i] = (byte) (t >>> 24);
        }
        return out;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
