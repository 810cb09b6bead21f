package dev.culvert.system.bench;

import dev.culvert.system.lab.Lab;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds all variants, then measures: each round each measure, and of each measure all variants one after the other, so that what
 * is compared was measured close together. One thread.
 */
final class Run implements AutoCloseable {
    private final Plan plan;
    private final Consumer<String> say;
    private final BooleanSupplier interrupted;
    private final Lab lab = Lab.open();
    private final List<Contender> contenders = new ArrayList<>();
    private final List<Results.LeftOut> leftOut = new ArrayList<>();
    private boolean failed;

    /** @param interrupted whether it is to end early */
    Run(Plan plan, Consumer<String> say, BooleanSupplier interrupted) {
        this.plan = plan;
        this.say = say;
        this.interrupted = interrupted;
    }

    /** Does all of it. */
    Results run(String commit) {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        if (machine.busy()) {
            say.accept("This machine is busy (load " + machine.load() + "): figures will mean little");
        }
        for (int i = 0; i < plan.variants().size() && !interrupted.getAsBoolean(); i++) {
            start(plan.variants().get(i), "v" + i);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Measure measure : plan.all()) {
                measure(measure, round);
            }
        }
        contenders.forEach(Contender::finish);
        return new Results(
                date,
                commit,
                machine,
                plan.rounds(),
                plan.seconds(),
                plan.warmUpSeconds(),
                contenders.stream().map(Contender::row).toList(),
                leftOut);
    }

    private void start(Variant variant, String name) {
        try {
            Stage stage = variant.net().build(lab, name);
            Optional<Stage> fresh = plan.of(variant).contains(Measure.FIRST_SECOND)
                    ? Optional.of(variant.net().build(lab, name + "f"))
                    : Optional.empty();
            Contender contender = Contender.start(variant, stage, fresh);
            contenders.add(contender);
            contender.warmUp(plan.warmUpSeconds(variant));
            say.accept("Started " + variant.word());
        } catch (LeftOutException e) {
            leaveOut(variant, e.reason());
        } catch (AssertionError e) {
            if (!interrupted.getAsBoolean()) {
                failed = true;
                say.accept(String.valueOf(e.getMessage()));
                contenders.removeIf(contender -> contender.variant().equals(variant));
                leaveOut(variant, "it did not start");
            }
        }
    }

    private void leaveOut(Variant variant, String why) {
        say.accept("Left out " + variant.word() + ": " + why);
        leftOut.add(new Results.LeftOut(variant.word(), variant.title(), why));
    }

    /** The order turns round each time, so that nobody always follows the same one. */
    private void measure(Measure measure, int round) {
        List<Contender> in = contenders.stream()
                .filter(contender -> plan.of(contender.variant()).contains(measure))
                .toList();
        List<Contender> order = round % 2 == 0 ? in.reversed() : in;
        List<String> seen = new ArrayList<>();
        for (Contender contender : order) {
            if (interrupted.getAsBoolean()) {
                return;
            }
            seen.add(contender.variant().word() + " " + contender.measure(measure, plan.seconds()));
        }
        if (!seen.isEmpty()) {
            say.accept(seen.stream()
                    .collect(Collectors.joining(", ", round + "/" + plan.rounds() + " " + measure.word() + ": ", "")));
        }
    }

    /** Whether all that could be had was measured without a fault. */
    boolean isWhole() {
        return !failed
                && contenders.stream()
                        .allMatch(contender -> contender.samples().problems().isEmpty());
    }

    @Override
    public void close() {
        try {
            contenders.forEach(Contender::close);
        } finally {
            lab.close();
        }
    }
}
