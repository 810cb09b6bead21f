package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the JDK's own AES-GCM is made of, by method handles: {@code AESCrypt}, {@code GCTR}, {@code GHASH} and the
 * interleaved {@code implGCMCrypt0} of {@code com.sun.crypto.provider}, which HotSpot replaces by AES and carry-less
 * multiplication instructions. They are no API: the package has to be opened ({@code Add-Opens}), and they may be gone in
 * another JDK. Immutable.
 */
record JdkGcm(
        MethodHandle newAes,
        MethodHandle initAes,
        MethodHandle encryptBlock,
        MethodHandle newGctr,
        MethodHandle resetGctr,
        MethodHandle runGctr,
        MethodHandle newGhash,
        MethodHandle ghashState,
        MethodHandle updateGhash,
        MethodHandle cryptBlocks) {
    /** Null if this JDK does not offer them; a constant to the compiler, and so are the handles in it. */
    static final @Nullable JdkGcm PARTS = find();

    private static @Nullable JdkGcm find() {
        try {
            Class<?> bytes = byte[].class;
            Class<?> aes = JdkParts.type("AESCrypt");
            Class<?> counterMode = JdkParts.type("CounterMode");
            Class<?> gctr = JdkParts.type("GCTR");
            Class<?> ghash = JdkParts.type("GHASH");
            return new JdkGcm(
                    JdkParts.constructor(aes),
                    JdkParts.method(aes, "init", void.class, boolean.class, String.class, bytes),
                    JdkParts.method(aes, "encryptBlock", void.class, bytes, int.class, bytes, int.class),
                    JdkParts.constructor(gctr, JdkParts.type("SymmetricCipher"), bytes),
                    JdkParts.method(counterMode, "reset", void.class),
                    JdkParts.method(counterMode, "encrypt", int.class, bytes, int.class, int.class, bytes, int.class),
                    JdkParts.constructor(ghash, bytes),
                    JdkParts.field(ghash, "state", long[].class),
                    JdkParts.method(ghash, "update", int.class, bytes, int.class, int.class),
                    JdkParts.function(
                            JdkParts.type("GaloisCounterMode"),
                            "implGCMCrypt0",
                            int.class,
                            bytes,
                            int.class,
                            int.class,
                            bytes,
                            int.class,
                            bytes,
                            int.class,
                            gctr,
                            ghash));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }
}
