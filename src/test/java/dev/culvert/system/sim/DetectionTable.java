package dev.culvert.system.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Figures of many detections, by case and of all. */
final class DetectionTable {
    private final List<Detection> all = new ArrayList<>();

    /** Adds a case's, and prints them. */
    void add(String name, List<Detection> detections) {
        all.addAll(detections);
        print(name, detections);
    }

    /** Prints those of all cases. */
    void printAll() {
        if (!all.isEmpty()) {
            print("ALL", all);
        }
    }

    /** Of all that were added, 0 to 1. */
    double shareRight() {
        return all.isEmpty() ? 1 : (double) right(all) / all.size();
    }

    /** The time that so many percent do not exceed. */
    static Duration at(List<Detection> detections, int percent) {
        List<Duration> sorted =
                detections.stream().map(Detection::time).sorted().toList();
        return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
    }

    static void print(String name, List<Detection> detections) {
        System.out.printf(
                "%-110s right %6d of %6d; p50 %4d p99 %4d worst %4d ms%n",
                name,
                right(detections),
                detections.size(),
                at(detections, 50).toMillis(),
                at(detections, 99).toMillis(),
                at(detections, 100).toMillis());
    }

    private static long right(List<Detection> detections) {
        return detections.stream().filter(Detection::isRight).count();
    }
}
