package dev.culvert.edge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts a refusal by its exit code and every part of its line. */
final class Refusals {
    private Refusals() {}

    static void assertRefused(ExitCode code, ThrowingCallable call, String... parts) {
        ExitException refusal = catchThrowableOfType(ExitException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.getMessage()).contains(parts).doesNotContain("\n");
        assertThat(refusal.code()).isEqualTo(code);
    }
}
