package dev.culvert.common.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampSourceTest {
    private static final Tai64n NEW_IDENTITY = Tai64n.of(Instant.EPOCH);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = NOW;
    /** What is on disk: the limit. */
    private Tai64n disk = NEW_IDENTITY;

    private TimestampSource source = start();

    @Test
    void label_isTheWallClocks() {
        assertThat(source.next()).isEqualTo(Tai64n.of(NOW));
        wall = NOW.plusSeconds(7);
        assertThat(source.next()).isEqualTo(Tai64n.of(wall));
    }

    @Test
    void label_increasesWhileTheClockStands() {
        Tai64n last = source.next();
        for (int i = 0; i < 1_000; i++) {
            Tai64n label = source.next();
            assertThat(label).isGreaterThan(last).isLessThan(last.plusSeconds(1));
            last = label;
        }
    }

    @Test
    void label_increasesWhenTheClockGoesBack_andFollowsItAgainLater() {
        wall = NOW.plusSeconds(100);
        Tai64n before = source.next();
        wall = Instant.EPOCH;
        Tai64n after = source.next();
        assertThat(after).isGreaterThan(before).isLessThan(before.plusSeconds(1));
        wall = NOW.plusSeconds(200);
        assertThat(source.next()).isEqualTo(Tai64n.of(wall));
    }

    /** A router without a battery: it starts in 1970, and learns the time later. */
    @Test
    void label_leapsForwardOnlyOnceTheLimitIsStored() {
        wall = Instant.EPOCH.plusSeconds(30);
        disk = NEW_IDENTITY;
        source = start();
        Tai64n early = source.next();
        wall = NOW;
        assertThat(source.next()).isGreaterThan(early).isLessThan(early.plusSeconds(1));
        assertThat(store()).isTrue();
        assertThat(source.next()).isEqualTo(Tai64n.of(NOW));
    }

    @Test
    void limit_isWantedLongBeforeItIsReached() {
        assertThat(source.limitWanted()).isEmpty();
        wall = NOW.plus(Duration.ofMinutes(31));
        Optional<Tai64n> wanted = source.limitWanted();
        assertThat(wanted).hasValue(Tai64n.of(wall).plusSeconds(3_600));
        assertThat(source.next()).as("meanwhile").isEqualTo(Tai64n.of(wall));
        assertThat(store()).isTrue();
        assertThat(source.limitWanted()).isEmpty();
    }

    @Test
    void disk_thatRefuses_stopsTheClockNotTheLabels() {
        Tai64n last = source.next();
        wall = NOW.plus(Duration.ofHours(5));
        for (int i = 0; i < 50_000; i++) {
            Tai64n label = source.next();
            assertThat(label).isGreaterThan(last).isLessThanOrEqualTo(disk);
            last = label;
        }
        for (int i = 0; i < 300_000; i++) {
            Tai64n label = source.next();
            assertThat(label).isGreaterThan(last);
            last = label;
        }
        assertThat(last).as("better connected than sure").isGreaterThan(disk);
    }

    @Test
    void cleanStop_leavesTheNextStartNotAheadOfTheClock() {
        Tai64n last = source.next();
        disk = source.last();
        source = start();
        wall = NOW.plusSeconds(1);
        assertThat(source.next()).isEqualTo(Tai64n.of(wall)).isGreaterThan(last);
    }

    /** Any mix of handshakes, clock jumps, writes that fail or are cut off, crashes and clean stops. */
    @Test
    void labels_onlyIncrease_overCrashesAtAnyPoint() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            wall = random.nextBoolean() ? NOW : Instant.EPOCH;
            disk = NEW_IDENTITY;
            source = start();
            Tai64n last = NEW_IDENTITY;
            for (int step = 0; step < 3_000; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> wall = wall.plusMillis(random.nextInt(10));
                    case 1 -> wall = wall.plusSeconds(random.nextInt(4_000));
                    case 2 -> wall = wall.minusSeconds(random.nextInt(4_000));
                    case 3 -> wall = random.nextInt(20) == 0 ? (random.nextBoolean() ? NOW : Instant.EPOCH) : wall;
                    case 4, 5 -> store();
                    case 6 -> source.limitWanted().ifPresent(limit -> disk = limit); // crashes before it can tell
                    case 7 -> source = start();
                    case 8 -> {
                        disk = source.last();
                        source = start();
                    }
                    default -> {
                        Tai64n label = source.next();
                        assertThat(label).as("seed %d, step %d", seed, step).isGreaterThan(last);
                        assertThat(label).isLessThanOrEqualTo(disk);
                        last = label;
                    }
                }
            }
        }
    }

    /** As the product starts: what is wanted is stored before the first label. */
    private TimestampSource start() {
        source = new TimestampSource(disk, () -> wall);
        store();
        return source;
    }

    private boolean store() {
        Optional<Tai64n> wanted = source.limitWanted();
        wanted.ifPresent(limit -> {
            disk = limit;
            source.stored(limit);
        });
        return wanted.isPresent();
    }
}
