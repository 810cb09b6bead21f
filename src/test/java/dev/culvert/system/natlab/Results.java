package dev.culvert.system.natlab;

import dev.culvert.common.ops.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A run as it is written to a file: the names of these fields are those of the JSON. Immutable.
 *
 * @param date when it began, ISO 8601, UTC
 * @param commit of the source tree
 * @param kernel release
 * @param cpus of the machine, which every edge, router and supernode shares
 * @param java version
 * @param accessDelayMs of each access link, each way
 * @param accessLoss share of packets lost on each access link, each way
 * @param timeoutMs how long each pair might try
 * @param foreignFlows a second at each site
 * @param edgeOptions given to both edges besides the usual ones
 * @param detections how often edges found out what was before them, and how soon
 */
record Results(
        String date,
        String commit,
        String kernel,
        int cpus,
        String java,
        double accessDelayMs,
        double accessLoss,
        long timeoutMs,
        long seed,
        int foreignFlows,
        List<String> edgeOptions,
        List<Detection.OfKind> detections,
        List<CellResult> cells) {

    /**
     * One cell.
     *
     * @param pair as {@code --pairs} takes it
     * @param classesRight ends that found the mapping that was built, of those that say: "19/20"; "" if none says
     */
    record CellResult(
            String pair,
            String input,
            int trials,
            double directShare,
            Optional<Double> directP50Ms,
            Optional<Double> directP99Ms,
            Optional<Double> firstAnswerP50Ms,
            long packetsP50,
            String classesRight,
            List<String> verdicts,
            List<Trial> all) {

        static CellResult of(Cell cell) {
            return new CellResult(
                    cell.pairing().word(),
                    Matrix.input(cell),
                    cell.trials().size(),
                    cell.directShare(),
                    cell.directMs(50),
                    cell.directMs(99),
                    cell.firstAnswerMs(50),
                    cell.packets(),
                    cell.classesRight(),
                    cell.verdicts(),
                    cell.trials());
        }
    }

    /** With what this machine and the plan say. */
    static Results of(String date, String commit, Plan plan, List<Cell> cells) {
        return new Results(
                date,
                commit,
                System.getProperty("os.version", ""),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                Plan.ACCESS.delay().toMillis(),
                Plan.ACCESS.loss(),
                plan.timeout().toMillis(),
                plan.seed(),
                plan.foreignFlows(),
                plan.edgeOptions(),
                Detection.byKind(cells),
                cells.stream().map(CellResult::of).toList());
    }

    /** As text that ends with a line feed. */
    String json() {
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    /** The longest run of trials of any cell. */
    int trials() {
        return cells.stream().mapToInt(CellResult::trials).max().orElse(0);
    }

    /** In a few words, for a picture's caption. */
    String caption() {
        int least = IntStream.of(cells.stream().mapToInt(CellResult::trials).toArray())
                .min()
                .orElse(0);
        String trials = least == trials() ? Integer.toString(least) : least + " to " + trials();
        String foreign = foreignFlows == 0 ? "" : ", " + foreignFlows + " foreign flows/s a site";
        return "%s trials a cell; edge to edge %.0f ms there and back, %.0f %% lost a way%s; %s"
                .formatted(trials, 4 * accessDelayMs, 200 * accessLoss, foreign, commit);
    }
}
