package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 on the parts of the JDK's own ({@link JdkChaCha20}): the blocks that come with the one-time key are used
 * for the message, where {@code Cipher} makes them again; otherwise as {@link ChaCha20Poly1305}. A message is decrypted only
 * after its tag was found right. An instance belongs to one thread.
 */
final class IntrinsicChaCha20Poly1305 implements Aead {
    private static final int BLOCK = 64;
    private static final int MAC_BLOCK = 16;
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; // "expand 32-byte k"
    private static final int KEY_AT = 4;
    private static final int COUNTER_AT = 12;
    private static final int NONCE_AT = 13;

    private static final @Nullable JdkChaCha20 PARTS = JdkChaCha20.PARTS;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = Arrays.copyOf(CONSTANTS, 16);
    private final byte[] stream = new byte[JdkChaCha20.STREAM_BYTES];
    private final byte[] last = new byte[2 * MAC_BLOCK];
    private final OneTimeKey oneTimeKey = new OneTimeKey();
    private final Object mac;
    private int made; // bytes of the key stream that are there
    private @Nullable AeadKey lastKey;
    private int lastFixed;
    private long lastCounter;

    /** One where {@link #isOffered}. */
    IntrinsicChaCha20Poly1305() {
        try {
            mac = parts().newMac().invoke(false);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Whether this JDK offers what it takes. */
    static boolean isOffered() {
        return PARTS != null;
    }

    @Override
    public void seal(
            AeadKey key,
            int fixed,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length + TAG_BYTES, out.length);
        if (key == lastKey && counter == lastCounter && fixed == lastFixed && !key.isDestroyed()) {
            throw new IllegalStateException("ChaCha20-Poly1305 refused to seal: a nonce was used twice in a row");
        }
        try {
            begin(key, fixed, counter);
            lastKey = key;
            lastFixed = fixed;
            lastCounter = counter;
            crypt(in, inOffset, length, out, outOffset);
            byte[] tag = tag(associated, out, outOffset, length);
            System.arraycopy(tag, 0, out, outOffset + length, TAG_BYTES);
        } catch (Throwable e) {
            throw failed(e);
        } finally {
            Arrays.fill(state, KEY_AT, COUNTER_AT, 0);
        }
    }

    @Override
    public boolean open(
            AeadKey key,
            int fixed,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        if (length < TAG_BYTES) {
            return false;
        }
        int sealed = length - TAG_BYTES;
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, sealed, out.length);
        try {
            begin(key, fixed, counter);
            byte[] tag = tag(associated, in, inOffset, sealed);
            long difference = ((long) LONG.get(tag, 0) ^ (long) LONG.get(in, inOffset + sealed))
                    | ((long) LONG.get(tag, Long.BYTES) ^ (long) LONG.get(in, inOffset + sealed + Long.BYTES));
            if (difference != 0) {
                return false;
            }
            crypt(in, inOffset, sealed, out, outOffset);
            return true;
        } catch (Throwable e) {
            throw failed(e);
        } finally {
            Arrays.fill(state, KEY_AT, COUNTER_AT, 0);
        }
    }

    /** Makes the first part of the key stream: 32 bytes of it are the one-time key, the message's begins after 64. */
    private void begin(AeadKey key, int fixed, long counter) throws Throwable {
        byte[] bytes = key.getEncoded();
        for (int i = 0; i < Key32.BYTES / Integer.BYTES; i++) {
            state[KEY_AT + i] = (int) INT.get(bytes, i * Integer.BYTES);
        }
        Arrays.fill(bytes, (byte) 0);
        state[COUNTER_AT] = 0;
        state[NONCE_AT] = fixed;
        state[NONCE_AT + 1] = (int) counter;
        state[NONCE_AT + 2] = (int) (counter >>> Integer.SIZE);
        made = (int) parts().blocks().invokeExact(state, stream);
        oneTimeKey.bytes = Arrays.copyOf(stream, Key32.BYTES);
        parts().initMac().invokeExact(mac, (java.security.Key) oneTimeKey, (AlgorithmParameterSpec) null);
    }

    private void crypt(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws Throwable {
        byte[] moved = JdkParts.moved(in, inOffset, length, out, outOffset);
        byte[] from = moved == null ? in : moved;
        int start = moved == null ? inOffset : 0;
        int at = BLOCK;
        int done = 0;
        while (done < length) {
            if (at == made) {
                state[COUNTER_AT] += made / BLOCK;
                made = (int) parts().blocks().invokeExact(state, stream);
                at = 0;
            }
            int run = Math.min(length - done, made - at);
            xor(from, start + done, stream, at, run, out, outOffset + done);
            at += run;
            done += run;
        }
    }

    private static void xor(byte[] in, int inOffset, byte[] stream, int at, int length, byte[] out, int outOffset) {
        int whole = length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            LONG.set(out, outOffset + i, (long) LONG.get(in, inOffset + i) ^ (long) LONG.get(stream, at + i));
        }
        for (int i = whole; i < length; i++) {
            out[outOffset + i] = (byte) (in[inOffset + i] ^ stream[at + i]);
        }
    }

    private byte[] tag(byte[] associated, byte[] sealed, int offset, int length) throws Throwable {
        if (associated.length > 0) {
            byte[] padded = Arrays.copyOf(associated, (associated.length + MAC_BLOCK - 1) & -MAC_BLOCK);
            parts().updateMac().invokeExact(mac, padded, 0, padded.length);
        }
        int whole = length & -MAC_BLOCK;
        parts().updateMac().invokeExact(mac, sealed, offset, whole);
        int lengthsAt = 0;
        if (length > whole) {
            System.arraycopy(sealed, offset + whole, last, 0, length - whole);
            Arrays.fill(last, length - whole, MAC_BLOCK, (byte) 0);
            lengthsAt = MAC_BLOCK;
        }
        LONG.set(last, lengthsAt, (long) associated.length);
        LONG.set(last, lengthsAt + Long.BYTES, (long) length);
        parts().updateMac().invokeExact(mac, last, 0, lengthsAt + MAC_BLOCK);
        return (byte[]) parts().finishMac().invokeExact(mac);
    }

    private static JdkChaCha20 parts() {
        return Objects.requireNonNull(PARTS, "this JDK does not offer its ChaCha20-Poly1305 in parts");
    }

    private static RuntimeException failed(Throwable e) {
        return switch (e) {
            case RuntimeException known -> known;
            case Error error -> throw error;
            default -> new IllegalStateException("the JDK's ChaCha20-Poly1305 failed", e);
        };
    }

    /** The key of one message's tag, in the form that the JDK takes. */
    private static final class OneTimeKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private transient byte[] bytes = {};

        @Override
        public String getAlgorithm() {
            return "Poly1305";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes;
        }
    }
}
