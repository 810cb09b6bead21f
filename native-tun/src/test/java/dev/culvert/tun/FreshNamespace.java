package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test on a platform thread that is alone in a new network namespace, so that no interface of the host is
 * seen or touched. The namespace goes with its last descriptor. Fails where that is not possible.
 */
final class FreshNamespace implements InvocationInterceptor {
    private static final int CLONE_NEWNET = 0x40000000;

    static {
        Native.register(FreshNamespace.class, Platform.C_LIBRARY_NAME);
    }

    private static native int unshare(int flags);

    /** Moves the calling platform thread. */
    static void enter() {
        assertThat(Files.exists(Path.of(TunNode.PATH)))
                .as("these tests need %s: load the driver with 'modprobe tun'", TunNode.PATH)
                .isTrue();
        int result = unshare(CLONE_NEWNET);
        assertThat(result)
                .as("these tests need root, to make network namespaces: %s", Errno.text(Native.getLastError()))
                .isZero();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation);
    }

    private static void run(Invocation<@Nullable Void> invocation) throws Throwable {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                enter();
                invocation.proceed();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.join();
        Throwable e = failure.get();
        if (e != null) {
            throw e;
        }
    }
}
