package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a NAT chooses ports, from those that it gave to fresh ports of ours. Pure.
 *
 * <p>Sequential: within a burst nobody else gets ports, or few do, so that most neighbours differ by the step; between
 * bursts the rest of the advance is others'. Else the range that the ports lie in tells a block from all of them.
 */
final class AllocationFit {
    private static final int MAX_PORT = 65_535;
    /** Blocks may begin behind the well-known ports (RFC 7422 section 3 numbers them from there). */
    private static final int FIRST_BLOCK = 1_024;

    private static final int SMALLEST_BLOCK = 64;
    /** Of a block's ends, this part may be without a sample; more is chance in 99 of 100. */
    private static final double EMPTY_END = 0.25;
    /** The ends of what was drawn from are, on average, as far outside as two neighbours are apart; and half of that again. */
    private static final double MARGIN = 1.5;

    private final List<PortSample> samples;
    private final List<Integer> range;
    private final int bursts;

    private AllocationFit(List<PortSample> samples, List<Integer> range) {
        this.samples = samples;
        this.range = range;
        this.bursts = samples.stream().mapToInt(PortSample::burst).max().orElse(0) + 1;
    }

    /**
     * The allocation that the samples show.
     *
     * @param alsoSeen what the NAT gave to other ports, whenever
     */
    static Allocation of(List<PortSample> all, Collection<Endpoint> alsoSeen) {
        Map<IpAddress, List<PortSample>> byAddress = all.stream()
                .sorted(Comparator.comparingInt(PortSample::order))
                .collect(Collectors.groupingBy(sample -> sample.mapped().address()));
        List<PortSample> most = byAddress.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
        if (most.size() < Limits.SAMPLES_LEAST) {
            return new Allocation.Unknown();
        }
        IpAddress address = most.getFirst().mapped().address();
        List<Integer> range = Stream.concat(most.stream().map(PortSample::mapped), alsoSeen.stream())
                .filter(mapped -> mapped.address().equals(address))
                .map(Endpoint::port)
                .sorted()
                .toList();
        return new AllocationFit(most, range).fit();
    }

    private Allocation fit() {
        int step = step();
        return step != 0 ? new Allocation.Sequential(step, rate(step)) : range();
    }

    // -- one after the other -----------------------------------------------------------------------------------------

    /** The step, or 0 if there is none. */
    private int step() {
        Map<Integer, Integer> distances = new TreeMap<>();
        int neighbours = 0;
        for (int burst = 0; burst < bursts; burst++) {
            int[] sorted = ports(burst).sorted().toArray(); // on their way to the NAT they may have changed places
            for (int i = 1; i < sorted.length; i++) {
                distances.merge(sorted[i] - sorted[i - 1], 1, Integer::sum);
                neighbours++;
            }
        }
        int usual = distances.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
        if (usual < 1 || usual > Limits.LARGEST_STEP || 2 * distances.getOrDefault(usual, 0) < neighbours) {
            return 0;
        }
        int up = direction(usual);
        return 2 * Math.abs(up) < neighbours ? 0 : Integer.signum(up) * usual;
    }

    /** Neighbours in the order of sending that ascend, less those that descend; a wrap is neither. */
    private int direction(int usual) {
        int up = 0;
        for (int i = 1; i < samples.size(); i++) {
            int distance = port(samples.get(i)) - port(samples.get(i - 1));
            boolean together = samples.get(i).burst() == samples.get(i - 1).burst();
            if (together && Math.abs(distance) <= usual * Limits.SAMPLES) {
                up += Integer.signum(distance);
            }
        }
        return up;
    }

    /** Steps a second that are not ours; 0 where the ports wrapped between all bursts. */
    private double rate(int step) {
        double foreign = 0;
        long timeNs = 0;
        for (int burst = 1; burst < bursts; burst++) {
            List<PortSample> before = burst(burst - 1);
            List<PortSample> after = burst(burst);
            if (before.isEmpty() || after.isEmpty()) {
                continue;
            }
            // Where each burst began, its own samples taken out.
            double steps = (start(after, step) - start(before, step)) / step;
            if (steps >= -1) {
                foreign += Math.max(0, steps);
                timeNs += after.getFirst().sentNs() - before.getFirst().sentNs();
            }
        }
        return timeNs == 0 ? 0 : foreign * 1e9 / timeNs;
    }

    /** The port that sample 0 would have got at the time of this burst. */
    private static double start(List<PortSample> burst, int step) {
        double[] starts = burst.stream()
                .mapToDouble(sample -> port(sample) - (double) step * sample.order())
                .sorted()
                .toArray();
        return starts[starts.length / 2];
    }

    // -- within a range ----------------------------------------------------------------------------------------------

    /** The smallest block between usual boundaries that the ports fill, else what they were drawn from. */
    private Allocation range() {
        int low = range.getFirst();
        int high = range.getLast();
        int margin = (int) (MARGIN * (high - low + 1) / (range.size() - 1));
        for (int size = SMALLEST_BLOCK; size <= Limits.LARGEST_RANGE; size *= 2) {
            for (int from : List.of(0, FIRST_BLOCK)) {
                int first = from + Math.floorDiv(low - from, size) * size;
                int last = first + size - 1;
                boolean filled = Math.max(low - first, last - high) <= EMPTY_END * size;
                if (first >= 0 && high <= last && last <= MAX_PORT && filled) {
                    return new Allocation.Block(Math.max(1, first), last);
                }
            }
        }
        Allocation.Block drawn = new Allocation.Block(Math.max(1, low - margin), Math.min(MAX_PORT, high + margin));
        return drawn.size() <= Limits.LARGEST_RANGE ? drawn : new Allocation.Random();
    }

    private List<PortSample> burst(int number) {
        return samples.stream().filter(sample -> sample.burst() == number).toList();
    }

    private IntStream ports(int number) {
        return burst(number).stream().mapToInt(AllocationFit::port);
    }

    private static int port(PortSample sample) {
        return sample.mapped().port();
    }
}
