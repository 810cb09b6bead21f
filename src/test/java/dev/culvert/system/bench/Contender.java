package dev.culvert.system.bench;

import dev.culvert.system.bench.Tunnel.Part;
import dev.culvert.system.bench.Tunnel.Role;
import dev.culvert.system.bench.Tunnel.Running;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.PingReport;
import dev.culvert.system.report.Percentile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A variant that runs, and what was measured of it. One thread. */
final class Contender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PERCENT = 100;

    private final Variant variant;
    private final Stage stage;
    private final Optional<Stage> fresh;
    private final Running tunnel;
    private final Samples samples = new Samples();
    private String note = "";
    private double carried;
    private boolean ended;

    private Contender(Variant variant, Stage stage, Optional<Stage> fresh, Running tunnel) {
        this.variant = variant;
        this.stage = stage;
        this.fresh = fresh;
        this.tunnel = tunnel;
    }

    /**
     * Starts it.
     *
     * @param fresh where it can be started again and again to see a first second
     * @throws LeftOutException if it cannot be had here
     */
    static Contender start(Variant variant, Stage stage, Optional<Stage> fresh) throws LeftOutException {
        return new Contender(variant, stage, fresh, variant.start().start(stage));
    }

    Variant variant() {
        return variant;
    }

    Samples samples() {
        return samples;
    }

    /** One stream each way, so long, which counts for nothing. */
    void warmUp(int seconds) {
        if (seconds > 0) {
            tcp(seconds);
            tcp(seconds, "-R");
        }
    }

    /** Measures once. Returns what to show of it, or why there is nothing, which then is among the problems too. */
    String measure(Measure measure, int seconds) {
        if (ended) {
            return "ended";
        }
        try {
            return measured(measure, seconds);
        } catch (AssertionError | LeftOutException e) {
            String problem = measure.word() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            samples.problem(problem);
            ended = tunnel.parts().stream().anyMatch(part -> !part.process().isRunning());
            return ended ? "ended" : "failed";
        }
    }

    private String measured(Measure measure, int seconds) throws LeftOutException {
        return switch (measure) {
            case TCP1 -> firstStream(seconds);
            case TCP1_REVERSE -> tcp(Figure.TCP1_REVERSE, Figure.TCP1_REVERSE_RESENT, seconds, "-R");
            case TCP4 -> tcp(Figure.TCP4, Figure.TCP4_RESENT, seconds, "-P", "4");
            case TCP4_REVERSE -> tcp(Figure.TCP4_REVERSE, Figure.TCP4_REVERSE_RESENT, seconds, "-P", "4", "-R");
            case UDP64 -> udp(Figure.UDP64, Figure.UDP64_OFFERED, 64, seconds);
            case UDP1200 -> udp(Figure.UDP1200, Figure.UDP1200_OFFERED, 1200, seconds);
            case PING_IDLE -> pings(Pings.idle(stage, tunnel.address(), seconds), Figure.IDLE_P50, Figure.IDLE_P99);
            case PING_LOADED -> {
                Pings.Loaded both = Pings.loaded(stage, tunnel.address(), seconds);
                carried += both.load().gigabytes();
                yield pings(both.ping(), Figure.LOADED_P50, Figure.LOADED_P99);
            }
            case FIRST_SECOND -> firstSecond();
        };
    }

    /** One stream from a to b, and what its bytes cost each process. */
    private String firstStream(int seconds) {
        Map<Role, Double> before = cpu();
        TcpRun run = tcp(seconds);
        Map<Role, Double> after = cpu();
        samples.add(Figure.TCP1, run.gigabitsPerSecond());
        samples.add(Figure.TCP1_RESENT, (double) run.retransmits());
        double ends = 0;
        for (Map.Entry<Role, Double> used : after.entrySet()) {
            double cost = (used.getValue() - before.getOrDefault(used.getKey(), 0.0)) / run.gigabytes();
            switch (used.getKey()) {
                case SENDER -> samples.add(Figure.CPU_SENDER, cost);
                case RECEIVER -> samples.add(Figure.CPU_RECEIVER, cost);
                case RELAY -> samples.add(Figure.CPU_RELAY, cost);
            }
            ends += used.getKey() == Role.RELAY ? 0 : cost;
        }
        if (!after.isEmpty()) {
            samples.add(Figure.CPU_ENDS, ends);
        }
        return Format.figure(run.gigabitsPerSecond());
    }

    private Map<Role, Double> cpu() {
        Map<Role, Double> seconds = new EnumMap<>(Role.class);
        for (Part part : tunnel.parts()) {
            seconds.put(part.role(), Usage.of(part.process().pid()).cpuSeconds());
        }
        return seconds;
    }

    private String tcp(Figure rate, Figure resent, int seconds, String... options) {
        TcpRun run = tcp(seconds, options);
        samples.add(rate, run.gigabitsPerSecond());
        samples.add(resent, (double) run.retransmits());
        return Format.figure(run.gigabitsPerSecond());
    }

    private TcpRun tcp(int seconds, String... options) {
        TcpRun run = TcpRun.parse(iperf3(stage, tunnel, seconds, options));
        carried += run.gigabytes();
        return run;
    }

    private String udp(Figure received, Figure offered, int size, int seconds) {
        UdpRun run = UdpRun.parse(iperf3(stage, tunnel, seconds, "-u", "-b", "0", "-l", Integer.toString(size)));
        samples.add(received, run.received());
        samples.add(offered, run.offered());
        carried += run.bytes() / 1e9;
        return Format.figure(run.received());
    }

    private static String iperf3(Stage stage, Running tunnel, int seconds, String... options) {
        List<String> all = new ArrayList<>(List.of("-t", Integer.toString(seconds)));
        all.addAll(List.of(options));
        return Iperf3.json(stage.a(), stage.b(), tunnel.address(), PATIENCE.plusSeconds(seconds), all);
    }

    private String pings(PingReport report, Figure median, Figure high) {
        double p50 = percentile(report, 50);
        samples.add(median, p50);
        samples.add(high, percentile(report, 99));
        if (report.lost() * PERCENT > report.sent()) {
            samples.problem(report.lost() + " of " + report.sent() + " pings lost");
        }
        return Format.figure(p50);
    }

    private static double percentile(PingReport report, double percent) {
        return Percentile.of(report.rttsMs().stream(), percent)
                .orElseThrow(() -> new AssertionError("no answer to " + report.sent() + " pings"));
    }

    /** Another one, just started: what its first stream carries in a second. */
    private String firstSecond() throws LeftOutException {
        Stage here = fresh.orElseThrow();
        try (Running cold = variant.start().start(here)) {
            TcpRun run = TcpRun.parse(iperf3(here, cold, 1));
            samples.add(Figure.FIRST_SECOND, run.gigabitsPerSecond());
            return Format.figure(run.gigabitsPerSecond());
        }
    }

    /** At the end: memory, collections, and whether it is still what it is called. */
    void finish() {
        samples.add(Figure.CARRIED, carried);
        try {
            note = tunnel.note();
            for (Part part : tunnel.parts()) {
                Figure figure = switch (part.role()) {
                    case SENDER -> Figure.RSS_SENDER;
                    case RECEIVER -> Figure.RSS_RECEIVER;
                    case RELAY -> Figure.RSS_RELAY;
                };
                samples.add(figure, Usage.of(part.process().pid()).residentBytes() / 1e6);
            }
            Percentile.of(tunnel.gcPausesMs().stream(), 99).ifPresent(pause -> samples.add(Figure.GC_P99, pause));
            tunnel.fault().ifPresent(samples::problem);
        } catch (AssertionError e) {
            samples.problem(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    Results.Row row() {
        return new Results.Row(
                variant.word(),
                variant.tunnel(),
                variant.net() == Net.NONE ? "" : variant.net().word(),
                variant.title(),
                note,
                samples.summaries(),
                samples.problems());
    }

    @Override
    public void close() {
        tunnel.close();
    }
}
