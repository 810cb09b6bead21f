package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.NoiseHandshake;
import dev.culvert.common.wire.MessageLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexTableTest {
    private final TwoEnds ends = new TwoEnds();
    private final NoiseHandshake noise =
            NoiseHandshake.responder(CipherSuite.CHACHA20_POLY1305, new byte[0], ends.left.key);

    @Test
    void putFindRemove_asAMapDoes() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            IndexTable<String> table = new IndexTable<>(random);
            Map<Integer, IndexEntry<String>> reference = new HashMap<>();
            int spread = 1 << random.nextInt(2, 12); // few indices: replaced and re-used; many: rebuilt
            for (int i = 0; i < 20_000; i++) {
                int index = random.nextInt(spread) << 16; // all probe from slots close together
                PendingHandshake<String> entry = entry(index);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        table.put(entry);
                        reference.put(index, entry);
                    }
                    case 2 -> {
                        IndexEntry<String> known = reference.remove(index);
                        if (known != null) {
                            table.remove(known);
                        }
                    }
                    default -> table.remove(entry); // a stranger with a known index
                }
                int looked = random.nextInt(spread) << 16;
                assertThat(table.find(looked)).isSameAs(reference.get(looked));
                assertThat(table.size()).isEqualTo(reference.size());
            }
            reference.forEach((index, entry) -> assertThat(table.find(index)).isSameAs(entry));
        }
    }

    @Test
    void reader_neverMissesWhatStays_whileOthersComeAndGo() throws InterruptedException {
        IndexTable<String> table = new IndexTable<>(new Random(1));
        List<PendingHandshake<String>> staying =
                IntStream.range(0, 40).mapToObj(i -> entry(i << 16)).toList();
        staying.forEach(table::put);
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong found = new AtomicLong();
        AtomicLong missed = new AtomicLong();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                for (PendingHandshake<String> entry : staying) {
                    (table.find(entry.localIndex()) == entry ? found : missed).incrementAndGet();
                }
            }
        });
        Random random = new Random(2);
        List<IndexEntry<String>> passing = new ArrayList<>();
        for (int i = 0; i < 300_000 || found.get() < 100_000; i++) {
            if (passing.size() > random.nextInt(200)) {
                table.remove(passing.remove(random.nextInt(passing.size())));
            } else {
                IndexEntry<String> entry = entry((1_000 + random.nextInt(100_000)) << 8);
                if (table.find(entry.localIndex()) == null) {
                    table.put(entry);
                    passing.add(entry);
                }
            }
        }
        done.set(true);
        reader.join();
        assertThat(missed.get()).as("missed of %d", found.get()).isZero();
    }

    @Test
    void unusedIndex_isNeverOneInUseNorStuns() {
        PrimitiveIterator.OfInt drawn = IntStream.of(MessageLayout.RESERVED_INDEX, 5, MessageLayout.RESERVED_INDEX, 6)
                .iterator();
        IndexTable<String> table = new IndexTable<>(() -> (long) drawn.nextInt() << Integer.SIZE);
        table.put(entry(5));
        assertThat(table.unusedIndex()).isEqualTo(6);
    }

    @Test
    void reservedIndex_isStunsMagicCookieOnTheWire() {
        byte[] message = new byte[8];
        MessageLayout.writeInt(message, MessageLayout.FIRST_INDEX, MessageLayout.RESERVED_INDEX);
        assertThat(message).endsWith(0x21, 0x12, 0xA4, 0x42);
    }

    @Test
    void unusedIndices_differ() {
        IndexTable<String> table = new IndexTable<>(new Random(3));
        Set<Integer> indices = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            int index = table.unusedIndex();
            assertThat(indices.add(index)).isTrue();
            table.put(entry(index));
        }
    }

    private PendingHandshake<String> entry(int index) {
        return new PendingHandshake<>(ends.toRight, index, noise);
    }
}
