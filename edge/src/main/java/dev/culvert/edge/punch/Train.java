package dev.culvert.edge.punch;

import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pings on trial of one round: a few times by each path that is likely, and a volley where that helps. What the budget
 * does not have yet goes out later.
 */
final class Train {
    private static final long NEVER = Long.MIN_VALUE;

    private final List<Path> paths;
    private final Allowance allowance;
    private final ProbeIds ids;
    private final @Nullable Volley volley;
    private final long startNs;
    private final Deque<Path> due = new ArrayDeque<>();
    private int begun;
    private long lastNs;
    private long answeredNs = NEVER;

    /** Pings that begin now. */
    Train(List<Path> paths, Allowance allowance, ProbeIds ids, @Nullable Volley volley, long startNs) {
        this.paths = paths;
        this.allowance = allowance;
        this.ids = ids;
        this.volley = volley;
        this.startNs = startNs;
        this.lastNs = startNs;
    }

    boolean hasVolley() {
        return volley != null;
    }

    /** One of its pings was answered: what path that is, is the path machine's business, and a volley has met. */
    void onAnswered(long nowNs) {
        answeredNs = answeredNs == NEVER ? nowNs : answeredNs;
    }

    void onTick(List<PunchAction> actions, long nowNs) {
        while (due.isEmpty()
                && begun < Timing.ROUND_PINGS_NS.size()
                && nowNs - startNs >= Timing.ROUND_PINGS_NS.get(begun)) {
            begun++;
            due.addAll(paths);
            sendDue(actions, nowNs);
        }
        sendDue(actions, nowNs);
        if (volley != null && answeredNs == NEVER) {
            volley.onTick(allowance, ids, actions, nowNs);
        }
    }

    private void sendDue(List<PunchAction> actions, long nowNs) {
        while (!due.isEmpty()) {
            Path path = due.element();
            Answer answer = allowance.pings(1, path.remote().address(), nowNs);
            if (answer == Answer.LATER) {
                return;
            }
            due.remove();
            if (answer == Answer.GRANTED) {
                actions.add(new PunchAction.Probe(path, ids.of(path)));
                lastNs = nowNs;
            }
        }
    }

    /** Whether answers to the last have had their time. {@code holdNs}: how long the peer may be pinging us. */
    boolean isOver(long holdNs, long nowNs) {
        if (volley != null) {
            return answeredNs == NEVER ? volley.isOver(nowNs) : nowNs - answeredNs >= Timing.ROUND_PATIENCE_NS;
        }
        return due.isEmpty()
                && begun == Timing.ROUND_PINGS_NS.size()
                && nowNs - startNs >= Math.max(holdNs, Timing.ROUND_PINGS_NS.getLast()) + Timing.ROUND_PATIENCE_NS
                && nowNs - lastNs >= Timing.ROUND_PATIENCE_NS;
    }
}
