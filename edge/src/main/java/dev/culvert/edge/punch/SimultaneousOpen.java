package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Where ports do not depend on the remote, or nothing better is known: openers to all candidates, and that is all. */
final class SimultaneousOpen implements Opening {
    private final Deque<PunchAction.Open> openers;
    private final Allowance allowance;

    SimultaneousOpen(List<PunchAction.Open> openers, Allowance allowance) {
        this.openers = new ArrayDeque<>(openers);
        this.allowance = allowance;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        while (!openers.isEmpty()) {
            PunchAction.Open opener = openers.element();
            Answer answer = allowance.opener(opener.path().remote().address(), nowNs);
            if (answer == Answer.LATER) {
                return;
            }
            openers.remove();
            if (answer == Answer.GRANTED) {
                actions.add(opener);
            }
        }
    }

    @Override
    public boolean isReady() {
        return openers.isEmpty();
    }

    @Override
    public String strategy() {
        return "simultaneous open";
    }

    @Override
    public PunchPlan.Builder plan() {
        return PunchPlan.newBuilder();
    }
}
