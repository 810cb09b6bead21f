package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test on a platform thread that is alone in a new network namespace, with the loopback interface up, so that
 * no port or route of the host matters. The namespace goes with its last socket. Fails where that is not possible.
 */
final class InFreshNamespace implements InvocationInterceptor {
    private static final int CLONE_NEWNET = 0x40000000;

    static {
        Native.register(InFreshNamespace.class, "c");
    }

    private static native int unshare(int flags);

    /** Runs {@code ip} with these arguments in the calling thread's namespace. */
    static void ip(String arguments) {
        run("ip " + arguments);
    }

    /** Runs a shell command in the calling thread's namespace. */
    static void run(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command, e);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation);
    }

    private static void proceed(Invocation<@Nullable Void> invocation) throws Throwable {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                int result = unshare(CLONE_NEWNET);
                assertThat(result)
                        .as("these tests need root, to make network namespaces: %s", LibC.strerror(LibC.errno()))
                        .isZero();
                ip("link set lo up");
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
