package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GateTest {
    private final AtomicInteger emptied = new AtomicInteger();
    private final Gate gate = new Gate(emptied::incrementAndGet);

    @Test
    void emptyGate_runsTheActionOnRelease() {
        gate.shut();
        assertThat(emptied).hasValue(0);
        gate.release();
        assertThat(emptied).hasValue(1);
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void lastToLeave_runsTheAction() {
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isTrue();
        gate.shut();
        gate.release();
        assertThat(gate.enter()).isFalse();
        gate.leave();
        assertThat(emptied).hasValue(0);
        gate.leave();
        assertThat(emptied).hasValue(1);
    }

    @Test
    @Timeout(60)
    void underContention_nobodyIsInsideWhenItEmpties() throws Exception {
        for (int round = 0; round < 300; round++) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger insideWhenEmptied = new AtomicInteger(-1);
            Gate contended = new Gate(() -> insideWhenEmptied.set(inside.get()));
            CountDownLatch started = new CountDownLatch(3);
            List<Thread> users = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                users.add(Thread.ofVirtual().start(() -> {
                    started.countDown();
                    while (contended.enter()) {
                        inside.incrementAndGet();
                        inside.decrementAndGet();
                        contended.leave();
                    }
                }));
            }
            started.await();
            contended.shut();
            contended.release();
            for (Thread user : users) {
                user.join();
            }
            assertThat(insideWhenEmptied).hasValue(0);
        }
    }
}
