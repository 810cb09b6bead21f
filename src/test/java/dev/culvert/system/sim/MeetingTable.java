package dev.culvert.system.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Figures of many meetings, by cell and of all. */
final class MeetingTable {
    private final String title;
    private final List<Meeting> all = new ArrayList<>();

    MeetingTable(String title) {
        this.title = title;
    }

    /** Adds a cell's, and prints them. */
    void add(PairCell cell, List<Meeting> meetings) {
        all.addAll(meetings);
        print(cell.toString(), meetings);
    }

    /** Prints those of all cells. */
    void printAll() {
        if (!all.isEmpty()) {
            print("ALL: " + title, all);
        }
    }

    List<Meeting> all() {
        return all;
    }

    /** The share, of all, that were direct within a time. */
    static double share(List<Meeting> meetings, Duration within) {
        long met = meetings.stream()
                .filter(meeting -> meeting.direct()
                        .filter(time -> time.compareTo(within) <= 0)
                        .isPresent())
                .count();
        return (double) met / meetings.size();
    }

    /** The largest of some number. */
    static int most(List<Meeting> meetings, ToIntFunction<Meeting> number) {
        return meetings.stream().mapToInt(number).max().orElse(0);
    }

    private static void print(String name, List<Meeting> meetings) {
        List<Long> times = meetings.stream()
                .flatMap(meeting -> meeting.direct().stream())
                .map(Duration::toMillis)
                .sorted()
                .toList();
        List<Integer> probes = meetings.stream().map(Meeting::probes).sorted().toList();
        System.out.printf(
                "%-58s direct %5d of %5d, p50 %5d p99 %5d worst %5d ms; probes p50 %4d max %5d, %4d/s; ports %3d%n",
                name,
                times.size(),
                meetings.size(),
                at(times, 50),
                at(times, 99),
                at(times, 100),
                probes.get((probes.size() - 1) / 2),
                probes.getLast(),
                most(meetings, Meeting::rate),
                most(meetings, Meeting::ports));
    }

    /** The value that so many percent do not exceed; 0 of none. */
    private static long at(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
    }
}
