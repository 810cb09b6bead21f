package dev.culvert.supernode.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relay ids. */
class RelayTableTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void ids_areOfOnePairEach_andNeverZeroOrOne(int capacity) {
        RelayTable table = new RelayTable(capacity, new Random(1));
        List<RelayPair> pairs = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < capacity; i++) {
            Binding first = new Binding();
            Binding second = new Binding();
            RelayPair pair = table.open(first, second, null, null, 0);
            assertThat(pair).isNotNull();
            pairs.add(pair);
            int id = pair.idFor(first);
            assertThat(pair.idFor(second)).isEqualTo(id ^ 1);
            assertThat(id).isNotIn(0, 1);
            assertThat(ids.add(id)).isTrue();
            assertThat(table.find(id)).isSameAs(pair);
            assertThat(table.find(id ^ 1)).isSameAs(pair);
            assertThat(pair.sender(id)).isSameAs(first);
            assertThat(pair.receiver(id)).isSameAs(second);
        }
        assertThat(table.open(new Binding(), new Binding(), null, null, 0)).isNull();
        for (RelayPair pair : pairs) {
            table.close(pair);
            table.close(pair);
            assertThat(table.find(pair.id())).isNull();
        }
        assertThat(table.size()).isZero();
    }

    @Test
    void slotThatIsUsedAgain_hasAnotherId() {
        RelayTable table = new RelayTable(1, new Random(2));
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            RelayPair pair = table.open(new Binding(), new Binding(), null, null, 0);
            assertThat(pair).isNotNull();
            ids.add(pair.id());
            table.close(pair);
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void anyId_isLookedUpWithoutFailure() {
        RelayTable table = new RelayTable(5, new Random(3));
        for (int id : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(table.find(id)).isNull();
        }
    }
}
