package dev.culvert.common.crypto;

import java.util.List;
import java.util.stream.Stream;

/**
 * The points whose product with any private key is zero (https://cr.yp.to/ecdh.html, "small order"; the list is the one
 * of the kernel's {@code netns.sh}): whoever offers one knows the shared secret.
 */
public final class LowOrderPoints {
    private LowOrderPoints() {}

    /** All seven encodings. */
    public static List<PublicKey> all() {
        return Stream.of(
                        "0000000000000000000000000000000000000000000000000000000000000000",
                        "0100000000000000000000000000000000000000000000000000000000000000",
                        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
                .map(point -> PublicKey.of(Hex.bytes(point)))
                .toList();
    }
}
