package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochsTest {
    private final Epochs epochs = new Epochs();
    private final List<String> released = new ArrayList<>();

    @Test
    void withNobodyInside_itIsReleasedAtTheNextPoll() {
        epochs.join();
        epochs.retire(() -> released.add("a"));
        assertThat(released).as("not before").isEmpty();
        assertThat(epochs.poll()).isZero();
        assertThat(released).containsExactly("a");
        assertThat(epochs.poll()).as("once").isZero();
        assertThat(released).hasSize(1);
    }

    @Test
    void whoEnteredBefore_holdsIt_untilItLeaves() {
        Epochs.Member member = epochs.join();
        member.enter();
        epochs.retire(() -> released.add("a"));
        assertThat(epochs.poll()).isEqualTo(1);
        assertThat(released).isEmpty();
        member.leave();
        assertThat(epochs.poll()).isZero();
        assertThat(released).containsExactly("a");
    }

    @Test
    void whoEnteredBefore_holdsIt_untilItEntersAnew() {
        Epochs.Member member = epochs.join();
        member.enter();
        epochs.retire(() -> released.add("a"));
        member.enter();
        assertThat(epochs.poll()).isZero();
    }

    @Test
    void whoEnteredAfter_doesNotHoldIt() {
        Epochs.Member member = epochs.join();
        epochs.retire(() -> released.add("a"));
        member.enter();
        assertThat(epochs.poll()).isZero();
        assertThat(released).containsExactly("a");
    }

    @Test
    void oneOfSeveralInside_isEnough() {
        Epochs.Member first = epochs.join();
        Epochs.Member second = epochs.join();
        first.enter();
        second.enter();
        epochs.retire(() -> released.add("a"));
        first.leave();
        assertThat(epochs.poll()).isEqualTo(1);
        first.enter(); // comes back, and sees what was published since
        assertThat(epochs.poll()).isEqualTo(1);
        second.leave();
        assertThat(epochs.poll()).isZero();
    }

    @Test
    void each_isReleasedAsSoonAsItsOwnReadersAreGone_inOrder() {
        Epochs.Member early = epochs.join();
        Epochs.Member late = epochs.join();
        early.enter();
        epochs.retire(() -> released.add("a"));
        late.enter();
        epochs.retire(() -> released.add("b"));
        assertThat(epochs.poll()).isEqualTo(2);
        early.leave();
        assertThat(epochs.poll()).isEqualTo(1);
        assertThat(released).containsExactly("a");
        late.leave();
        assertThat(epochs.poll()).isZero();
        assertThat(released).containsExactly("a", "b");
    }
}
