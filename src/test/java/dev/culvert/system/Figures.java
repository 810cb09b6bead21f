package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Something timed again and again: all values are printed, and none may be far beyond the target. Tests run on noisy
 * machines, so a failure means a defect, not a slow moment; what a quiet machine reaches is benchmarks' matter.
 *
 * @param what what is timed
 * @param target what it shall take at most
 * @param values what it took, in the order measured
 */
record Figures(String what, Duration target, List<Duration> values) {
    private static final int TOLERANCE = 3;
    private static final int MANY = 10;

    /** How often something is measured: as the property {@code culvert.repetitions} says, else this often. */
    static int repetitions(int otherwise) {
        return Integer.getInteger("culvert.repetitions", otherwise);
    }

    /**
     * How long something is watched: so long that a defect shows in every run of the tests, or as long as the goal says where
     * the property {@code culvert.repetitions} asks for {@value #MANY} or more.
     */
    static Duration lasting(Duration usual, Duration goal) {
        return repetitions(1) >= MANY ? goal : usual;
    }

    /** Measures as often as {@link #repetitions} says, else 3 times, and prints a line. */
    static Figures measure(String what, Duration target, Supplier<Duration> measurement) {
        List<Duration> values = new ArrayList<>();
        for (int i = 0; i < repetitions(3); i++) {
            values.add(measurement.get());
        }
        return new Figures(what, target, values).print();
    }

    /** Copies the list. */
    Figures {
        values = List.copyOf(values);
    }

    /** Prints a line. */
    Figures print() {
        System.out.println(this);
        return this;
    }

    /** Fails if any value is more than three times the target. */
    void assertNearTarget() {
        assertWithin(target.multipliedBy(TOLERANCE));
    }

    /** Fails if any value is more than this, where three times the target would hide a defect. */
    void assertWithin(Duration most) {
        assertThat(values).as(toString()).allMatch(value -> value.compareTo(most) <= 0);
    }

    @Override
    public String toString() {
        List<Duration> sorted = values.stream().sorted().toList();
        return "%-55s min %s  median %s  p99 %s  max %s  target %s s   all: %s"
                .formatted(
                        what,
                        seconds(sorted.getFirst()),
                        seconds(sorted.get(sorted.size() / 2)),
                        seconds(sorted.get(sorted.size() * 99 / 100)),
                        seconds(sorted.getLast()),
                        seconds(target),
                        values.stream().map(Figures::seconds).collect(Collectors.joining(" ")));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e9);
    }
}
