package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import java.lang.invoke.MethodHandles;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeypairTest {
    private final TwoEnds ends = TwoEnds.withSession();
    private final Keypair<String> keypair = ends.left.keypair(ends.leftIndex());

    @Test
    void reserve_givesEachCounterOnce_toAnyNumberOfThreads() throws InterruptedException {
        long first = keypair.reserve(1) + 1;
        Set<Long> taken = ConcurrentHashMap.newKeySet();
        Runnable sender = () -> {
            for (int i = 0; i < 20_000; i++) {
                int count = 1 + i % 5;
                long from = keypair.reserve(count);
                for (long counter = from; counter < from + count; counter++) {
                    taken.add(counter);
                }
            }
        };
        Thread one = Thread.ofPlatform().start(sender);
        Thread other = Thread.ofPlatform().start(sender);
        one.join();
        other.join();
        assertThat(taken).hasSize(2 * 20_000 * 3);
        assertThat(keypair.reserve(1)).isEqualTo(first + taken.size());
    }

    @Test
    void keysThatSentVeryMuch_areReplaced() throws ReflectiveOperationException {
        setNextCounter(Timing.REKEY_AFTER_MESSAGES - 1);
        ends.time.passSeconds(6);
        assertThat(ends.left.tick()).isEmpty();
        ends.right.receiveData(ends.data(ends.toRight));
        ends.left.receiveData(Actions.onlySent(ends.right.keepalive(ends.toLeft)));
        assertThat(Actions.onlySent(ends.left.tick())).hasSize(MessageLayout.INITIATION_BYTES);
    }

    /** 2^60 packets cannot be sent in a test. */
    private void setNextCounter(long value) throws ReflectiveOperationException {
        AtomicLong counter = (AtomicLong) MethodHandles.privateLookupIn(Keypair.class, MethodHandles.lookup())
                .findVarHandle(Keypair.class, "nextCounter", AtomicLong.class)
                .get(keypair);
        counter.set(value);
    }
}
