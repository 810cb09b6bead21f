package dev.culvert.system.natlab;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.report.Percentile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All trials of one pair under one policy. Immutable, pure.
 *
 * @param input what the routers of both ends do with unsolicited packets for themselves
 */
record Cell(Pairing pairing, InputPolicy input, List<Trial> trials) {
    /** Copies the list. */
    Cell {
        trials = List.copyOf(trials);
    }

    /** Share of the trials that became direct, 0 to 1. */
    double directShare() {
        return trials.isEmpty() ? 0 : (double) direct().count() / trials.size();
    }

    /** The direct ones. */
    private Stream<Trial> direct() {
        return trials.stream().filter(Trial::isDirect);
    }

    /** Time to direct of the direct trials, by nearest rank; none if there were none. */
    Optional<Double> directMs(double percentile) {
        return Percentile.of(direct().map(Trial::directMs).flatMap(Optional::stream), percentile);
    }

    /** Time to the first answer of the trials that had one. */
    Optional<Double> firstAnswerMs(double percentile) {
        return Percentile.of(trials.stream().map(Trial::firstAnswerMs).flatMap(Optional::stream), percentile);
    }

    /** Datagrams spent in the median trial. */
    long packets() {
        return Percentile.of(trials.stream().map(trial -> (double) trial.packets()), 50)
                .map(Math::round)
                .orElse(0L);
    }

    /** How many ends found the mapping that was built, "19/20"; "" if none says anything of it. */
    String classesRight() {
        List<Boolean> said = trials.stream()
                .flatMap(trial -> trial.ends().stream())
                .map(Trial.End::classIsRight)
                .flatMap(Optional::stream)
                .toList();
        return said.isEmpty() ? "" : said.stream().filter(Boolean::booleanValue).count() + "/" + said.size();
    }

    /** What the ends of trials that did not become direct said, most frequent first, without repeating; problems too. */
    List<String> verdicts() {
        Stream<String> said = trials.stream()
                .filter(trial -> !trial.isDirect())
                .flatMap(trial -> Stream.concat(
                        trial.ends().stream()
                                .filter(end -> !end.last().isDirect())
                                .map(end -> end.last().verdict()),
                        trial.problem().stream().map(problem -> "problem: " + problem)));
        return said
                .filter(verdict -> !verdict.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .sorted((a, b) -> a.getValue().equals(b.getValue())
                        ? a.getKey().compareTo(b.getKey())
                        : Long.compare(b.getValue(), a.getValue()))
                .map(entry -> entry.getKey())
                .toList();
    }

    /** The part of a verdict before its first colon. */
    static String code(String verdict) {
        int colon = verdict.indexOf(':');
        return colon < 0 ? verdict : verdict.substring(0, colon);
    }
}
