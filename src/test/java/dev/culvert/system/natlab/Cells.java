package dev.culvert.system.natlab;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Made-up results. */
final class Cells {
    private Cells() {}

    /** A cell whose trials took so long, or did not become direct where there is no time. */
    static Cell of(Pairing pairing, InputPolicy input, String verdict, double... directMs) {
        List<Double> times = Arrays.stream(directMs).boxed().toList();
        return new Cell(
                pairing,
                input,
                IntStream.range(0, times.size())
                        .mapToObj(i -> trial(i + 1, times.get(i), verdict))
                        .toList());
    }

    private static Trial trial(int number, double directMs, String verdict) {
        boolean direct = !Double.isNaN(directMs);
        Optional<Double> time = direct ? Optional.of(directMs) : Optional.empty();
        Snapshot last = new Snapshot(
                true,
                true,
                "endpoint-independent",
                "address-and-port-dependent",
                "",
                Optional.of(500.0 + number),
                direct ? "direct" : "relay",
                direct ? "direct" : verdict);
        Trial.End end = new Trial.End(time, Optional.of(true), last, Detection.of(SiteKind.CONE, last));
        return new Trial(number, 0, time, Optional.of(100.0), 10L * number, List.of(end, end), Optional.empty());
    }
}
