package dev.culvert.system.lab;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs code of this JVM inside a network namespace. What it opens there (sockets, TUN devices) stays there, whichever
 * thread uses it afterwards.
 */
final class InNamespace {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    static {
        Native.register(InNamespace.class, Platform.C_LIBRARY_NAME);
    }

    private InNamespace() {}

    private static native int open(String path, int flags);

    private static native int setns(int descriptor, int type);

    private static native int close(int descriptor);

    /** Runs it on a platform thread of its own, which joins the namespace and ends with the task. */
    static <T> T call(String namespace, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().name("in-" + namespace).start(() -> {
            try {
                join(namespace);
                result.complete(task.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw new AssertionError("in " + namespace + ": " + cause.getMessage(), cause);
        }
    }

    private static void join(String namespace) {
        int descriptor = open("/run/netns/" + namespace, O_RDONLY_CLOEXEC);
        if (descriptor < 0) {
            throw new AssertionError("no namespace " + namespace);
        }
        int result = setns(descriptor, CLONE_NEWNET);
        close(descriptor);
        if (result != 0) {
            throw new AssertionError("cannot join namespace " + namespace);
        }
    }
}
