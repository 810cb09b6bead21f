package dev.culvert.system.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured of one variant so far. One thread. */
final class Samples {
    private final Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);
    private final List<String> problems = new ArrayList<>();

    void add(Figure figure, double value) {
        values.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
    }

    /** A measurement that was none, and why. */
    void problem(String problem) {
        problems.add(problem);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** By the figures' words, in their order. */
    Map<String, Summary> summaries() {
        Map<String, Summary> summaries = new LinkedHashMap<>();
        values.forEach((figure, all) -> summaries.put(figure.word(), Summary.of(all)));
        return summaries;
    }
}
