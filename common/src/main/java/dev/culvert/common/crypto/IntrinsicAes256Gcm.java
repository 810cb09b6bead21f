package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM on the parts of the JDK's own ({@link JdkGcm}): one key schedule a key and no wrapper a packet, otherwise as
 * {@link Aes256Gcm}. What is opened stays in a buffer of its own until the tag was found right: nothing is written for a
 * message that is not authentic. An instance belongs to one thread.
 */
final class IntrinsicAes256Gcm implements Aead {
    private static final int BLOCK = 16;
    private static final int NONCE_BYTES = 12;
    /** Below it the interleaved form does nothing. */
    private static final int INTERLEAVED_BYTES = 512;
    /** Keys whose schedules are kept: where there are more at once, they take turns. */
    private static final int KEPT = 256;
    /** Places where one of them may be. */
    private static final int PLACES = 8;
    /** Room for most packets from the beginning. */
    private static final int LIKELY_BYTES = 2_048;

    private static final @Nullable JdkGcm PARTS = JdkGcm.PARTS;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final @Nullable Schedule[] schedules = new @Nullable Schedule[KEPT];
    private byte[] room = new byte[LIKELY_BYTES];

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
        byte[] moved = JdkParts.moved(in, inOffset, length, out, outOffset);
        byte[] plain = moved == null ? in : moved;
        int from = moved == null ? inOffset : 0;
        schedule(key).seal(fixed, counter, associated, plain, from, length, out, outOffset);
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
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length - TAG_BYTES, out.length);
        return schedule(key)
                .open(
                        fixed,
                        counter,
                        associated,
                        in,
                        inOffset,
                        length - TAG_BYTES,
                        room(length - TAG_BYTES),
                        out,
                        outOffset);
    }

    private byte[] room(int length) {
        if (room.length < length) {
            room = new byte[length];
        }
        return room;
    }

    private Schedule schedule(AeadKey key) {
        int home = System.identityHashCode(key);
        for (int i = 0; i < PLACES; i++) {
            Schedule kept = schedules[(home + i) & (KEPT - 1)];
            if (kept != null && kept.key == key && !key.isDestroyed()) {
                return kept;
            }
        }
        return newSchedule(key, home);
    }

    @Override
    public void forgetDestroyed() {
        for (int i = 0; i < KEPT; i++) {
            Schedule kept = schedules[i];
            if (kept != null && kept.key.isDestroyed()) {
                forget(i);
            }
        }
    }

    private Schedule newSchedule(AeadKey key, int home) {
        forgetDestroyed();
        Schedule made = new Schedule(key);
        int place = home & (KEPT - 1);
        for (int i = 0; i < PLACES; i++) {
            if (schedules[(home + i) & (KEPT - 1)] == null) {
                place = (home + i) & (KEPT - 1);
            }
        }
        forget(place);
        schedules[place] = made;
        return made;
    }

    private void forget(int place) {
        Schedule kept = schedules[place];
        if (kept != null) {
            kept.wipe();
            schedules[place] = null;
        }
    }

    /** What is computed once a key, and the state of one message. */
    private static final class Schedule {
        final AeadKey key;
        private final Object aes;
        private final Object gctr;
        private final Object ghash;
        private final long[] hash;
        private final byte[] firstBlock = new byte[BLOCK]; // nonce and block number: GCTR begins there
        private final byte[] mask = new byte[BLOCK];
        private final byte[] last = new byte[2 * BLOCK];
        private boolean sealedAny;
        private int lastFixed;
        private long lastCounter;

        Schedule(AeadKey key) {
            this.key = key;
            byte[] bytes = key.getEncoded();
            JdkGcm parts = parts();
            try {
                aes = parts.newAes().invoke();
                parts.initAes().invoke(aes, false, "AES", bytes);
                byte[] subKey = new byte[BLOCK];
                parts.encryptBlock().invoke(aes, new byte[BLOCK], 0, subKey, 0);
                ghash = parts.newGhash().invoke(subKey);
                hash = (long[]) parts.ghashState().invoke(ghash);
                gctr = parts.newGctr().invoke(aes, firstBlock);
            } catch (Throwable e) {
                throw failed(e);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        /** Puts zeros in the key's place: making another schedule wipes the present one. */
        void wipe() {
            try {
                parts().initAes().invoke(aes, false, "AES", new byte[Key32.BYTES]);
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        void seal(
                int fixed,
                long counter,
                byte[] associated,
                byte[] in,
                int inOffset,
                int length,
                byte[] out,
                int outOffset) {
            if (sealedAny && counter == lastCounter && fixed == lastFixed) {
                throw new IllegalStateException("AES-256-GCM refused to seal: a nonce was used twice in a row");
            }
            sealedAny = true;
            lastFixed = fixed;
            lastCounter = counter;
            try {
                begin(fixed, counter, associated);
                int done = run(in, inOffset, length, out, outOffset, out, outOffset);
                finish(associated.length, out, outOffset, done, length);
            } catch (Throwable e) {
                throw failed(e);
            }
            LONG.set(out, outOffset + length, tag(0));
            LONG.set(out, outOffset + length + Long.BYTES, tag(1));
        }

        boolean open(
                int fixed,
                long counter,
                byte[] associated,
                byte[] in,
                int inOffset,
                int length,
                byte[] plain,
                byte[] out,
                int outOffset) {
            try {
                begin(fixed, counter, associated);
                int done = run(in, inOffset, length, in, inOffset, plain, 0);
                finish(associated.length, in, inOffset, done, length);
            } catch (Throwable e) {
                throw failed(e);
            }
            long difference = (tag(0) ^ (long) LONG.get(in, inOffset + length))
                    | (tag(1) ^ (long) LONG.get(in, inOffset + length + Long.BYTES));
            if (difference == 0) {
                System.arraycopy(plain, 0, out, outOffset, length);
            }
            return difference == 0;
        }

        /**
         * Encrypts or decrypts.
         *
         * @param sealed where the ciphertext is, or will be
         * @return how much of it was hashed on the way
         */
        private int run(byte[] in, int inOffset, int length, byte[] sealed, int sealedOffset, byte[] out, int outOffset)
                throws Throwable {
            int done = 0;
            if (length >= INTERLEAVED_BYTES) {
                done = (int) parts().cryptBlocks()
                        .invokeExact(in, inOffset, length, sealed, sealedOffset, out, outOffset, gctr, ghash);
            }
            if (done < length) {
                int _ = (int)
                        parts().runGctr().invokeExact(gctr, in, inOffset + done, length - done, out, outOffset + done);
            }
            return done;
        }

        /** Sets nonce and counter, computes the tag's mask, hashes what is associated. */
        private void begin(int fixed, long counter, byte[] associated) throws Throwable {
            INT.set(firstBlock, 0, fixed);
            LONG.set(firstBlock, Integer.BYTES, counter);
            INT.set(firstBlock, NONCE_BYTES, 1 << 24);
            parts().encryptBlock().invokeExact(aes, firstBlock, 0, mask, 0);
            INT.set(firstBlock, NONCE_BYTES, 2 << 24);
            parts().resetGctr().invokeExact(gctr);
            hash[0] = 0;
            hash[1] = 0;
            if (associated.length > 0) {
                byte[] padded = Arrays.copyOf(associated, (associated.length + BLOCK - 1) & -BLOCK);
                int _ = (int) parts().updateGhash().invokeExact(ghash, padded, 0, padded.length);
            }
        }

        /** Hashes the ciphertext from {@code done} on, and the lengths. */
        private void finish(int associatedLength, byte[] sealed, int offset, int done, int length) throws Throwable {
            int whole = (length - done) & -BLOCK;
            if (whole > 0) {
                int _ = (int) parts().updateGhash().invokeExact(ghash, sealed, offset + done, whole);
            }
            int rest = length - done - whole;
            int lengthsAt = 0;
            if (rest > 0) {
                System.arraycopy(sealed, offset + done + whole, last, 0, rest);
                Arrays.fill(last, rest, BLOCK, (byte) 0);
                lengthsAt = BLOCK;
            }
            LONG.set(last, lengthsAt, (long) associatedLength * Byte.SIZE);
            LONG.set(last, lengthsAt + Long.BYTES, (long) length * Byte.SIZE);
            int _ = (int) parts().updateGhash().invokeExact(ghash, last, 0, lengthsAt + BLOCK);
        }

        private long tag(int half) {
            return hash[half] ^ (long) LONG.get(mask, half * Long.BYTES);
        }

        private static JdkGcm parts() {
            return Objects.requireNonNull(PARTS, "this JDK does not offer its AES-GCM in parts");
        }

        private static RuntimeException failed(Throwable e) {
            return switch (e) {
                case RuntimeException known -> known;
                case Error error -> throw error;
                default -> new IllegalStateException("the JDK's AES-GCM failed", e);
            };
        }
    }
}
