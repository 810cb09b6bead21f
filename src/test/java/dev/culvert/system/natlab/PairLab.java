package dev.culvert.system.natlab;

import dev.culvert.edge.nat.Mapping;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.SecretFile;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.system.lab.Wan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One pair of sites with a supernode, where trial follows trial. Each has edges with keys, ports and a community of its own,
 * and routers that have forgotten the one before. One thread.
 */
final class PairLab implements AutoCloseable {
    private static final int SUPERNODE_PORT = 7654;
    private static final int FIRST_EDGE_PORT = 10_000;
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final List<String> OVERLAY = List.of("10.0.0.1", "10.0.0.2");

    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("pair-lab").start(task);

    private final Pairing pairing;
    private final Plan plan;
    private final Lab lab;
    private final Wan wan;
    private final Pairing.Ends ends;
    private final SupernodeProcess supernode;
    private final String name;

    private PairLab(Lab lab, Pairing pairing, InputPolicy input, Plan plan) {
        this.lab = lab;
        this.pairing = pairing;
        this.plan = plan;
        name = pairing.word().replace(':', '-') + "-" + input.name().toLowerCase(Locale.ROOT);
        wan = Wan.in(lab, plan.seed());
        ends = pairing.build(wan, input);
        ends.sites().forEach(site -> site.access().both(Plan.ACCESS));
        supernode = SupernodeProcess.on(wan.supernode(), SUPERNODE_PORT);
    }

    /** Builds it and starts the supernode. */
    static PairLab open(Pairing pairing, InputPolicy input, Plan plan) {
        Lab lab = Lab.open();
        try {
            PairLab built = new PairLab(lab, pairing, input, plan);
            built.startSupernode();
            return built;
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private void startSupernode() {
        supernode.start(wan.supernodeAddresses().stream()
                .flatMap(address -> Stream.of("--public-address", address))
                .toArray(String[]::new));
    }

    /**
     * Lets two new edges meet. What goes wrong on the way is in the result.
     *
     * @param number from 1; the ends take turns in sending the first packet
     */
    Trial run(int number) {
        int firstSender = (number - 1) % 2;
        List<EdgeProcess> edges = new ArrayList<>();
        try {
            edges.addAll(both(end -> EdgeProcess.on(host(end), OVERLAY.get(end) + "/24", port(number, end))));
            ends.sites().forEach(Site::forget);
            Trial trial = meet(number, firstSender, edges);
            both(end -> {
                edges.get(end).stop();
                return true;
            });
            return trial;
        } catch (AssertionError e) {
            return Trial.failed(number, firstSender, String.valueOf(e.getMessage()));
        } finally {
            edges.stream().filter(EdgeProcess::isRunning).forEach(EdgeProcess::kill);
        }
    }

    private Trial meet(int number, int firstSender, List<EdgeProcess> edges) {
        List<ForeignFlows> flows = foreignFlows(number);
        try {
            List<String> options = options(number);
            edges.forEach(edge -> edge.launch(options));
            edges.forEach(EdgeProcess::awaitReady);
            Watch watch = new Watch(edges);
            if (!watch.awaitSettled(SETTLING)) {
                String problem = "not registered and aware of its NAT within " + SETTLING.toSeconds() + " s";
                return Trial.failed(number, firstSender, problem + ": " + watch.last());
            }
            Trial trial = send(number, firstSender, watch);
            if (!trial.isDirect()) {
                keepLogs(number, edges);
            }
            return trial;
        } finally {
            flows.forEach(ForeignFlows::close);
        }
    }

    private List<ForeignFlows> foreignFlows(int number) {
        if (plan.foreignFlows() == 0) {
            return List.of();
        }
        return ends.sites().stream()
                .map(site -> ForeignFlows.start(
                        site.host(),
                        plan.foreignFlows(),
                        plan.seed() + 2L * number + ends.sites().indexOf(site)))
                .toList();
    }

    private Trial send(int number, int firstSender, Watch watch) {
        int other = 1 - firstSender;
        List<String> notCounted = new ArrayList<>(wan.supernodeAddresses());
        notCounted.add(Wan.NOWHERE);
        Spending spending = new Spending(ends.sites(), notCounted);
        try (Traffic traffic =
                Traffic.start(host(firstSender), OVERLAY.get(firstSender), host(other), OVERLAY.get(other))) {
            Optional<Double> directMs = watch.awaitDirect(traffic, plan.timeout());
            long packets = spending.datagrams();
            Optional<Double> firstAnswerMs = traffic.firstAnswerMs();
            List<Snapshot> last = watch.last();
            List<Trial.End> seen = new ArrayList<>();
            for (int end = 0; end < 2; end++) {
                SiteKind kind = pairing.kinds().get(end);
                seen.add(new Trial.End(
                        watch.directMs().get(end),
                        classIsRight(kind.mapping(), last.get(end)),
                        last.get(end),
                        Detection.of(kind, last.get(end))));
            }
            return new Trial(number, firstSender, directMs, firstAnswerMs, packets, seen, Optional.empty());
        }
    }

    private static Optional<Boolean> classIsRight(Mapping built, Snapshot said) {
        return said.saysNatClass() ? Optional.of(said.mapping().equals(built.toString())) : Optional.empty();
    }

    private List<String> options(int number) {
        List<String> options = new ArrayList<>(List.of(
                "-c",
                "natlab-" + number,
                "--secret-file",
                SecretFile.fresh(lab, "secret-" + number).toString(),
                "-l",
                supernode.asOption(wan.supernodeAddresses().getFirst())));
        options.addAll(plan.edgeOptions());
        return options;
    }

    private Host host(int end) {
        return ends.hosts().get(end);
    }

    /** Never the same again: a datagram of the trial before that is still on its way must not spoil this one's mapping. */
    private static int port(int number, int end) {
        return FIRST_EDGE_PORT + 2 * (number - 1) + end;
    }

    private void keepLogs(int number, List<EdgeProcess> edges) {
        plan.logs().ifPresent(directory -> {
            try {
                Files.createDirectories(directory);
                for (int end = 0; end < 2; end++) {
                    String file = name + "-" + number + "-" + (end + 1);
                    Files.writeString(
                            directory.resolve(file + ".log"), edges.get(end).log());
                    Files.writeString(
                            directory.resolve(file + ".json"),
                            edges.get(end).statusJson().toPrettyString());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** For each end at once. */
    private static <T> List<T> both(IntFunction<T> task) {
        Supplier<T> first = () -> task.apply(0);
        CompletableFuture<T> other = CompletableFuture.supplyAsync(() -> task.apply(1), THREADS);
        return List.of(first.get(), other.join());
    }

    /** Removes all of it. */
    @Override
    public void close() {
        lab.close();
    }
}
