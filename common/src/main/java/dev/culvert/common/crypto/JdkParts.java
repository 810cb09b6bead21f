package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds what is private in {@code com.sun.crypto.provider}, which has to be opened for it, and what its users share. Stateless. */
final class JdkParts {
    private static final String PACKAGE = "com.sun.crypto.provider.";

    private JdkParts() {}

    /**
     * Where to read a message from whose result goes elsewhere in the same array: a copy, since what is written must not be
     * read again; null where it can stay.
     */
    @SuppressWarnings("ReferenceEquality") // it is meant: whether it is the same memory
    static byte @Nullable [] moved(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        return in == out && inOffset != outOffset ? Arrays.copyOfRange(in, inOffset, inOffset + length) : null;
    }

    /** A class of the package. */
    static Class<?> type(String name) throws ReflectiveOperationException {
        return Class.forName(PACKAGE + name);
    }

    /** Whoever sees all of a class. */
    static MethodHandles.Lookup inside(Class<?> type) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    static MethodHandle constructor(Class<?> type, Class<?>... parameters) throws ReflectiveOperationException {
        return untyped(inside(type).findConstructor(type, MethodType.methodType(void.class, parameters)));
    }

    static MethodHandle method(Class<?> type, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return untyped(inside(type).findVirtual(type, name, MethodType.methodType(result, parameters)));
    }

    static MethodHandle function(Class<?> type, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return untyped(inside(type).findStatic(type, name, MethodType.methodType(result, parameters)));
    }

    static MethodHandle field(Class<?> type, String name, Class<?> result) throws ReflectiveOperationException {
        return untyped(inside(type).findGetter(type, name, result));
    }

    /** The same with {@link Object} for the package's own classes, which cannot be named outside. */
    private static MethodHandle untyped(MethodHandle handle) {
        MethodType type = handle.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            if (type.parameterType(i).getName().startsWith(PACKAGE)) {
                type = type.changeParameterType(i, Object.class);
            }
        }
        if (type.returnType().getName().startsWith(PACKAGE)) {
            type = type.changeReturnType(Object.class);
        }
        return handle.asType(type);
    }
}
