package dev.culvert.system.natlab;

import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.report.Percentile;
import java.util.List;
import java.util.Optional;

/**
 * What an edge said of its NATs at the end of a trial, which began once all its tests had ended. Immutable, pure.
 *
 * @param kind how its host is joined to the internet
 * @param isRight whether that is what was built: mapping, filtering, and how ports are chosen where that depends on the remote
 * @param ms how long it took, as the edge says; none if it was looking again
 * @param mapping RFC 4787's word; "" if unknown
 * @param filtering likewise
 * @param allocation in the edge's words
 */
record Detection(
        SiteKind kind, boolean isRight, Optional<Double> ms, String mapping, String filtering, String allocation) {

    /** Compares; nothing of an edge that says nothing of its NATs. */
    static Optional<Detection> of(SiteKind kind, Snapshot said) {
        boolean right = said.detectionMs().isPresent()
                && said.mapping().equals(kind.mapping().toString())
                && said.filtering().equals(kind.filtering().toString())
                && isRight(kind, said.allocation());
        return said.saysNatClass()
                ? Optional.of(new Detection(
                        kind, right, said.detectionMs(), said.mapping(), said.filtering(), said.allocation()))
                : Optional.empty();
    }

    private static boolean isRight(SiteKind kind, String allocation) {
        return switch (kind) {
            case OPEN, FIREWALLED, FULL_CONE, RESTRICTED, CONE, DOUBLE, SUPERNODE_ONLY -> allocation.isEmpty();
            case SEQUENTIAL -> allocation.startsWith("sequential, step +1,");
            case PORT_BLOCK -> allocation.startsWith("random in the block ");
            case RANDOM, MAPPED, IPV6 -> allocation.equals("random");
        };
    }

    /**
     * Those of one kind, whatever the pair. The names of these fields are those of the JSON.
     *
     * @param right how many found what was built
     * @param p50Ms time of those that say it, by nearest rank; none if none does
     */
    record OfKind(SiteKind kind, int edges, int right, Optional<Double> p50Ms, Optional<Double> worstMs) {}

    /** Of all kinds that there are any of. */
    static List<OfKind> byKind(List<Cell> cells) {
        List<Detection> all = cells.stream()
                .flatMap(cell -> cell.trials().stream())
                .flatMap(trial -> trial.ends().stream())
                .flatMap(end -> end.detection().stream())
                .toList();
        return all.stream()
                .map(Detection::kind)
                .distinct()
                .sorted()
                .map(kind -> ofKind(kind, all))
                .toList();
    }

    private static OfKind ofKind(SiteKind kind, List<Detection> all) {
        List<Detection> its = all.stream().filter(one -> one.kind == kind).toList();
        return new OfKind(
                kind,
                its.size(),
                (int) its.stream().filter(Detection::isRight).count(),
                Percentile.of(its.stream().flatMap(one -> one.ms.stream()), 50),
                Percentile.of(its.stream().flatMap(one -> one.ms.stream()), 100));
    }
}
