package dev.culvert.common.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2s as RFC 7693 section 3 defines it, all of it in one call and slow: to compare with. */
final class ReferenceBlake2s {
    private static final int BLOCK = 64;
    /** RFC 7693 section 2.6: the first 32 bits of the fractional parts of the square roots of the first primes. */
    private static final int[] IV = {
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
    };
    /** RFC 7693 section 2.7, one row a round. */
    private static final String[] SIGMA = {
        "0123456789ABCDEF",
        "EA489FD61C02B753",
        "B8C052FDAE367194",
        "7931DCBE265A40F8",
        "905724AFE1BC683D",
        "2C6A0B834D75FE19",
        "C51FED4A0763928B",
        "DB7EC13950F4862A",
        "6FE9B308C2D714A5",
        "A2847615FB9E3CD0"
    };

    private ReferenceBlake2s() {}

    static byte[] hash(int outputBytes, byte[] key, byte[] message) {
        byte[] input = message;
        if (key.length > 0) {
            input = Arrays.copyOf(key, BLOCK + message.length);
            System.arraycopy(message, 0, input, BLOCK, message.length);
        }
        int[] h = IV.clone();
        h[0] ^= 0x01010000 ^ key.length << 8 ^ outputBytes;
        int blocks = Math.max(1, (input.length + BLOCK - 1) / BLOCK);
        for (int i = 0; i < blocks; i++) {
            boolean last = i == blocks - 1;
            byte[] block =
                    Arrays.copyOf(Arrays.copyOfRange(input, i * BLOCK, Math.min(input.length, (i + 1) * BLOCK)), BLOCK);
            compress(h, block, last ? input.length : (i + 1) * BLOCK, last);
        }
        ByteBuffer out = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(h).forEach(out::putInt);
        return Arrays.copyOf(out.array(), outputBytes);
    }

    private static void compress(int[] h, byte[] block, int counter, boolean last) {
        int[] m = new int[16];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(m);
        int[] v = Arrays.copyOf(h, 16);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= counter;
        v[14] ^= last ? -1 : 0;
        for (String s : SIGMA) {
            for (int i = 0; i < 4; i++) {
                mix(v, i, 4 + i, 8 + i, 12 + i, m[digit(s, 2 * i)], m[digit(s, 2 * i + 1)]);
            }
            for (int i = 0; i < 4; i++) {
                int b = 4 + (i + 1) % 4;
                int c = 8 + (i + 2) % 4;
                int d = 12 + (i + 3) % 4;
                mix(v, i, b, c, d, m[digit(s, 8 + 2 * i)], m[digit(s, 9 + 2 * i)]);
            }
        }
        for (int i = 0; i < 8; i++) {
            h[i] ^= v[i] ^ v[i + 8];
        }
    }

    private static void mix(int[] v, int a, int b, int c, int d, int x, int y) {
        v[a] += v[b] + x;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = Integer.rotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = Integer.rotateRight(v[b] ^ v[c], 7);
    }

    private static int digit(String permutation, int i) {
        return Character.digit(permutation.charAt(i), 16);
    }
}
