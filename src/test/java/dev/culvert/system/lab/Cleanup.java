package dev.culvert.system.lab;

import java.util.Optional;

/** Runs every step of a cleanup, also after one failed, and throws the first failure at the end. */
final class Cleanup {
    /** A step that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private Optional<Throwable> first = Optional.empty();

    void run(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            keep(e);
        } catch (Exception | AssertionError e) {
            keep(e);
        }
    }

    void finish() {
        first.ifPresent(failure -> {
            throw new AssertionError("cleaning up the lab failed: " + failure.getMessage(), failure);
        });
    }

    private void keep(Throwable failure) {
        first.ifPresentOrElse(earlier -> earlier.addSuppressed(failure), () -> first = Optional.of(failure));
    }
}
