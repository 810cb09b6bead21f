package dev.culvert.system.natlab;

import java.util.List;
import java.util.Optional;

/**
 * Two fresh edges that met once, or did not. Immutable.
 *
 * @param number from 1
 * @param firstSender which end sent the first packet, 0 or 1
 * @param directMs from the first packet until both ends said that their path was direct, if they did
 * @param firstAnswerMs from the first packet until its answer came, whatever the way
 * @param packets UDP datagrams that left the sites until then, those to the supernode not counted
 * @param ends what the edges said last
 * @param problem what went wrong with the trial itself, such as an edge that did not start
 */
record Trial(
        int number,
        int firstSender,
        Optional<Double> directMs,
        Optional<Double> firstAnswerMs,
        long packets,
        List<End> ends,
        Optional<String> problem) {

    /**
     * One end.
     *
     * @param directMs from the first packet until this end said that its path was direct
     * @param classIsRight whether it found the mapping that was built; none if it says nothing of it
     * @param last what it said at the end of the trial
     * @param detection that compared with what was built; none if it says nothing of it
     */
    record End(
            Optional<Double> directMs, Optional<Boolean> classIsRight, Snapshot last, Optional<Detection> detection) {}

    /** Copies the list. */
    Trial {
        ends = List.copyOf(ends);
    }

    /** A trial that was none. */
    static Trial failed(int number, int firstSender, String problem) {
        return new Trial(number, firstSender, Optional.empty(), Optional.empty(), 0, List.of(), Optional.of(problem));
    }

    /** Whether both ends got their direct path. */
    boolean isDirect() {
        return directMs.isPresent();
    }
}
