package dev.culvert.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastResortTest {
    private final List<Integer> halted = new ArrayList<>();

    private void end(Runnable task) throws InterruptedException {
        Thread thread = Thread.ofPlatform()
                .name("conductor")
                .uncaughtExceptionHandler(new LastResort("edge", halted::add))
                .start(task);
        thread.join();
    }

    @Test
    void errorThatEndsAThread_endsTheProcessAsADefect() throws InterruptedException {
        end(() -> {
            throw new NoClassDefFoundError("dev/culvert/Anything");
        });
        assertThat(halted).containsExactly(70);
    }

    @Test
    void exceptionThatEndsAThread_isLoggedOnly() throws InterruptedException {
        end(() -> {
            throw new IllegalStateException("one task");
        });
        assertThat(halted).isEmpty();
    }
}
