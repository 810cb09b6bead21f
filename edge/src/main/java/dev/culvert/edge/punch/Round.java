package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round of a {@link Punch}. Either end begins it; order makes it safe, not time:
 *
 * <pre>
 *            begin             the peer's Candidates        openers are out        the peer's PunchPlan
 *   ├───────────────► OFFERED ─────────────────► OPENING ─────────────► OPENED ─────────────────────► PINGING ──► OVER
 *   │                  ▲ Candidates said                     PunchPlan said
 *   └──► MAPPING ──────┘ what is to be found out before is known: Preparation
 * </pre>
 *
 * It has its own ports, ids and place in the budget, and gives all of them back when it ends. Conductor thread.
 */
final class Round {
    private final Means means;
    private final long number;
    private final int failures;
    private final boolean spoiled;
    private final boolean beside;
    private final NatClass itsNat;
    private final ProbeIds ids;
    private Phase phase = Phase.MAPPING;
    private long phaseSinceNs;
    private Preparation preparation = Preparation.none();
    private @Nullable Offer offer; // the peer's
    private @Nullable PunchPlan plan; // the peer's
    private @Nullable Encounter encounter;
    private @Nullable Opening opening;
    private int reach; // of openers
    private @Nullable Train train;
    private boolean waiting;

    /**
     * A round that has not begun.
     *
     * @param failures rounds in a row that have failed before it
     * @param spoiled whether one before it was in vain: packets of the peer may have come before our NATs were open
     * @param beside whether data goes straight already: then nothing is tried but pairs of candidates
     * @param itsNat what the peer's NATs do, as it has said last
     * @param offer the peer's, if it was first
     */
    Round(
            Means means,
            long number,
            int failures,
            boolean spoiled,
            boolean beside,
            NatClass itsNat,
            @Nullable Offer offer) {
        this.means = means;
        this.number = number;
        this.failures = failures;
        this.spoiled = spoiled;
        this.beside = beside;
        this.itsNat = itsNat;
        this.offer = offer;
        this.ids = new ProbeIds(means.random());
    }

    void begin(List<PunchAction> actions, long nowNs) {
        preparation = beside ? Preparation.none() : Preparation.begin(means, itsNat, offer != null, spoiled, nowNs);
        to(Phase.MAPPING, nowNs);
        if (!preparation.isWaiting()) {
            say(actions, nowNs);
        }
    }

    private void say(List<PunchAction> actions, long nowNs) {
        preparation.end();
        List<Candidate> candidates = new ArrayList<>();
        preparation
                .named()
                .ifPresent(endpoint -> candidates.add(new Candidate(endpoint, CandidateKind.OBSERVED, false)));
        candidates.addAll(means.network().candidates());
        Offer own = Offer.own((int) number, means.network(), candidates, true);
        actions.add(new PunchAction.Say(Control.newBuilder().setCandidates(own.toMessage())));
        to(Phase.OFFERED, nowNs);
        openIfOffered(actions, nowNs);
    }

    /** Whether the peer has said where it is. */
    boolean isOffered() {
        return offer != null;
    }

    /** The peer says where it is. */
    void onOffer(Offer its, List<PunchAction> actions, long nowNs) {
        offer = its;
        openIfOffered(actions, nowNs);
    }

    private void openIfOffered(List<PunchAction> actions, long nowNs) {
        Offer its = offer;
        if (phase != Phase.OFFERED || its == null) {
            return;
        }
        if (its.disabled()) {
            to(Phase.OVER, nowNs);
            return;
        }
        means.volleys().consider(means.network(), its);
        Encounter met = new Encounter(means, its, preparation.fresh(), preparation.aimed(), failures, beside);
        boolean wanted = met.wantsManyPorts(nowNs);
        boolean mine = wanted && means.budget().beginPorts(this);
        if (mine) {
            means.volleys().begin(nowNs);
        } else {
            means.budget().endPorts(this);
        }
        waiting = wanted && !mine;
        encounter = met;
        opening = met.opening(mine);
        reach = means.network().openerTtl(failures);
        to(Phase.OPENING, nowNs);
        onTickOpening(actions, nowNs);
    }

    private void onTickOpening(List<PunchAction> actions, long nowNs) {
        Opening present = opening;
        if (present == null) {
            return;
        }
        present.onTick(actions, nowNs);
        if (phase == Phase.OPENING && present.isReady()) {
            actions.add(new PunchAction.Say(
                    Control.newBuilder().setPunchPlan(present.plan().setRound((int) number))));
            to(Phase.OPENED, nowNs);
            pingIfPlanned(actions, nowNs);
        }
    }

    /** The peer has opened its NATs towards us; a second time says nothing new. */
    void onPlan(PunchPlan its, List<PunchAction> actions, long nowNs) {
        if (plan == null) {
            plan = its;
            pingIfPlanned(actions, nowNs);
        }
    }

    private void pingIfPlanned(List<PunchAction> actions, long nowNs) {
        PunchPlan its = plan;
        Encounter met = encounter;
        if (phase == Phase.OPENED && its != null && met != null) {
            train = new Train(met.pinged(its), means.allowance(), ids, volley(its, met, nowNs), nowNs);
            if (opening != null) {
                opening.ping(ids);
            }
            to(Phase.PINGING, nowNs);
            train.onTick(actions, nowNs);
        }
    }

    private @Nullable Volley volley(PunchPlan its, Encounter met, long nowNs) {
        Endpoint target = met.target();
        Volley wanted =
                target == null || beside ? null : Volley.of(its, met.sender(), target.address(), means.random());
        if (wanted == null
                || target == null
                || !means.volleys().mayBegin(nowNs)
                || !means.budget().beginVolley(target.address(), this)) {
            return null;
        }
        means.volleys().begin(nowNs);
        return wanted;
    }

    void onTick(List<PunchAction> actions, long nowNs) {
        switch (phase) {
            case MAPPING -> {
                if (!preparation.isWaiting() || nowNs - phaseSinceNs >= Timing.ROUND_PATIENCE_NS) {
                    say(actions, nowNs);
                }
            }
            case OPENING, OPENED -> onTickOpening(actions, nowNs);
            case PINGING -> {
                if (train != null) {
                    train.onTick(actions, nowNs);
                }
                onTickOpening(actions, nowNs);
            }
            case OFFERED, OVER -> {}
        }
    }

    /**
     * Whether nothing is lost if it begins anew: nothing is open yet that could be met; or, as is known by now, there are
     * more NATs before us than the openers went through.
     */
    boolean isVain() {
        return switch (phase) {
            case MAPPING, OFFERED, OPENING -> true;
            case OPENED, PINGING -> means.network().openerTtl(failures) > reach;
            case OVER -> false;
        };
    }

    /** Whether the peer's packets may have come, and found our NATs closed. */
    boolean hasOpened() {
        return opening != null;
    }

    /** Whether nothing more is to be hoped for. */
    boolean isOver(long nowNs) {
        long sinceNs = nowNs - phaseSinceNs;
        return switch (phase) {
            case MAPPING, OPENING -> sinceNs >= 2 * Timing.ROUND_SILENCE_NS;
            case OFFERED, OPENED -> sinceNs >= Timing.ROUND_SILENCE_NS;
            case PINGING -> train == null || train.isOver(opening == null ? 0 : opening.patienceNs(), nowNs);
            case OVER -> true;
        };
    }

    /** Whether another one may succeed at once: what needs luck was tried, or was not begun with. */
    boolean isWorthAnother() {
        return (train != null && train.hasVolley())
                || (opening != null && opening.isVolley())
                || (failures == 0 && encounter != null && encounter.isHard());
    }

    /** Whether data went straight to the peer when it began. */
    boolean isBeside() {
        return beside;
    }

    /** Whether many ports were wanted, which another peer's round had open. */
    boolean isWaiting() {
        return waiting;
    }

    /** Gives back what it has. */
    void end() {
        phase = Phase.OVER;
        preparation.end();
        means.budget().end(this);
        means.ports().endRound();
    }

    /** Whether a pong answers a ping on trial: it has that ping's id, and comes from where that went. */
    boolean isProbe(long id, Path source) {
        return phase != Phase.OVER && id == ids.of(source);
    }

    /** A ping on trial was answered. */
    void onProbeAnswered(long nowNs) {
        if (train != null) {
            train.onAnswered(nowNs);
        }
    }

    /** For status; "" before anything is opened. */
    String strategy() {
        boolean volley = opening instanceof SimultaneousOpen && train != null && train.hasVolley();
        return volley ? "volley" : opening == null ? "" : opening.strategy();
    }

    private void to(Phase next, long nowNs) {
        phase = next;
        phaseSinceNs = nowNs;
    }
}
