package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandle;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the JDK's own ChaCha20-Poly1305 is made of, as {@link JdkGcm} has those of AES-GCM: {@code
 * implChaCha20Block}, which HotSpot replaces by vector instructions that make up to 16 blocks at once, and {@code Poly1305}.
 * Immutable.
 */
record JdkChaCha20(
        MethodHandle blocks,
        MethodHandle newMac,
        MethodHandle initMac,
        MethodHandle updateMac,
        MethodHandle finishMac) {
    /** Size of the array that {@link #blocks} writes to, whatever it makes of it. */
    static final int STREAM_BYTES = 1_024;

    /** Null if this JDK does not offer them; a constant to the compiler, and so are the handles in it. */
    static final @Nullable JdkChaCha20 PARTS = find();

    private static @Nullable JdkChaCha20 find() {
        try {
            Class<?> bytes = byte[].class;
            Class<?> mac = JdkParts.type("Poly1305");
            return new JdkChaCha20(
                    JdkParts.function(
                            JdkParts.type("ChaCha20Cipher"), "implChaCha20Block", int.class, int[].class, bytes),
                    JdkParts.constructor(mac, boolean.class),
                    JdkParts.method(mac, "engineInit", void.class, Key.class, AlgorithmParameterSpec.class),
                    JdkParts.method(mac, "engineUpdate", void.class, bytes, int.class, int.class),
                    JdkParts.method(mac, "engineDoFinal", bytes));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }
}
