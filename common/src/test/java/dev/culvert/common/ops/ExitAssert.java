package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts a refusal by its exit code and every part of its line. */
final class ExitAssert {
    private ExitAssert() {}

    static void assertRefused(ExitCode code, ThrowingCallable call, String... parts) {
        ExitException refusal = catchThrowableOfType(ExitException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.getMessage()).contains(parts).doesNotContain("\n");
        assertThat(refusal.code()).isEqualTo(code);
    }
}
