package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.Candidates;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The search for direct paths to one peer, in rounds. Either end begins one; order makes it safe, not time:
 *
 * <pre>
 *            begin             the peer's Candidates         all is open           the peer's PunchPlan
 *  IDLE ──────────► OFFERED ─────────────────────► OPENING ─────────────► OPENED ─────────────────────► PINGING ──► IDLE
 *   │                  ▲ Candidates said                     PunchPlan said
 *   └──► MAPPING ──────┘ the fresh port's mapping is known
 * </pre>
 *
 * A ping that is answered makes a path, which is the path machine's from then on. After a failed round the next uses a fresh
 * port too: packets that came too early may have spoiled the old one at a NAT. Rounds never stop for good while a relayed
 * peer is in use; they become rarer. Conductor thread.
 */
public final class Punch {
    /** Where a round stands. */
    enum Phase {
        IDLE,
        MAPPING,
        OFFERED,
        OPENING,
        OPENED,
        PINGING
    }

    private final OwnNetwork network;
    private final ProbeBudget budget;
    private final RandomGenerator random;
    private final boolean enabled;
    private final Predicate<UdpPort> usedByPath;
    private final RateLimit joins = new RateLimit(Timing.ROUNDS_PER_SECOND, Timing.ROUNDS_AT_ONCE);
    private final Set<UdpPort> opened = new LinkedHashSet<>();
    private final VolleySchedule volleys = new VolleySchedule();
    private @Nullable Endpoint observed;
    private Phase phase = Phase.IDLE;
    private long round;
    private long phaseSinceNs;
    private int failures;
    private boolean everBegun;
    private boolean changed; // something, since the round began
    private long nextAtNs;
    private @Nullable UdpPort fresh;
    private @Nullable Endpoint freshMapping;
    private boolean mappingCame;
    private @Nullable Offer offer; // the peer's of this round, or the last one
    private @Nullable PunchPlan plan; // the peer's of this round
    private @Nullable Encounter encounter;
    private @Nullable Opening opening;
    private @Nullable Train train;
    private long probeId;

    /**
     * A search that has not begun.
     *
     * @param enabled false where the user wants relayed paths only
     * @param usedByPath whether a port is a path's by now
     */
    public Punch(
            OwnNetwork network,
            ProbeBudget budget,
            RandomGenerator random,
            boolean enabled,
            Predicate<UdpPort> usedByPath) {
        this.network = network;
        this.budget = budget;
        this.random = random;
        this.enabled = enabled;
        this.usedByPath = usedByPath;
    }

    /** Where a supernode sees the peer; whether that is elsewhere than before. */
    public boolean onObserved(Endpoint endpoint) {
        boolean elsewhere = observed != null && !endpoint.equals(observed);
        observed = endpoint;
        return elsewhere;
    }

    /** The peer was started anew: it counts its rounds from the beginning. */
    public void restart(long nowNs) {
        close();
        round = 0;
        offer = null;
        everBegun = false;
        failures = 0;
        nextAtNs = nowNs;
        volleys.reset();
    }

    /**
     * Something has changed, here or at the peer: what failed before may succeed now. A round follows at once, or this one
     * if it fails.
     *
     * @param sendable whether there is a session to say it in; if not, {@link #onSession} follows
     */
    public List<PunchAction> onChange(boolean direct, boolean sendable, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        failures = 0;
        nextAtNs = nowNs;
        volleys.reset();
        if (phase != Phase.IDLE) {
            changed = true;
        } else if (enabled && sendable && !direct) {
            begin(actions, nowNs);
        }
        return actions;
    }

    /** A session is there, or was made anew; a first round follows. */
    public List<PunchAction> onSession(boolean direct, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        if (enabled && !everBegun && !direct && phase == Phase.IDLE) {
            begin(actions, nowNs);
        }
        return actions;
    }

    /** Whether something is due soon. */
    public boolean isBusy() {
        return phase != Phase.IDLE;
    }

    /** Whether the id is that of a ping on trial of this round. */
    public boolean isProbe(long id) {
        return phase != Phase.IDLE && id == probeId;
    }

    /** What the endpoint is, as far as the peer has said. */
    public CandidateKind kindOf(Endpoint endpoint) {
        return offer == null
                ? CandidateKind.PREDICTED
                : offer.candidates().stream()
                        .filter(candidate -> candidate.endpoint().equals(endpoint))
                        .map(Candidate::kind)
                        .findFirst()
                        .orElse(CandidateKind.PREDICTED);
    }

    /** What the peer's NATs do, as it says. */
    public NatClass peersNat() {
        return offer == null ? NatClass.UNKNOWN : offer.nat();
    }

    // -- a round -----------------------------------------------------------------------------------------------------

    private void begin(List<PunchAction> actions, long nowNs) {
        round++;
        enter(actions, nowNs);
    }

    private void enter(List<PunchAction> actions, long nowNs) {
        everBegun = true;
        changed = false;
        plan = null;
        encounter = null;
        opening = null;
        train = null;
        fresh = null;
        freshMapping = null;
        mappingCame = false;
        probeId = random.nextLong();
        UdpPort port = failures > 0 && !network.natClass().mapping().isDependent()
                ? network.ports().open()
                : null;
        if (port == null) {
            say(actions, nowNs);
            return;
        }
        opened.add(port);
        to(Phase.MAPPING, nowNs);
        long asked = round;
        network.askMapping(
                port,
                0,
                answer -> {
                    if (round == asked && phase == Phase.MAPPING) {
                        mappingCame = true;
                        fresh = answer.isPresent() ? port : null;
                        freshMapping = answer.orElse(null);
                    }
                },
                nowNs);
    }

    private void say(List<PunchAction> actions, long nowNs) {
        List<Candidate> candidates = new ArrayList<>();
        if (freshMapping != null) {
            candidates.add(new Candidate(freshMapping, CandidateKind.OBSERVED, false));
        }
        candidates.addAll(network.candidates());
        Offer own = new Offer((int) round, network.natClass(), enabled ? candidates : List.of(), !enabled);
        actions.add(new PunchAction.Say(Control.newBuilder().setCandidates(own.toMessage())));
        to(Phase.OFFERED, nowNs);
        openIfOffered(actions, nowNs);
    }

    /** The peer begins a round, or joins ours. */
    public List<PunchAction> onCandidates(Candidates message, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        Offer its = Offer.read(message);
        long number = Integer.toUnsignedLong(its.round());
        if (number == round && isOffered()) {
            return actions;
        }
        if (number < round) {
            if (phase == Phase.IDLE && enabled && joins.allows(nowNs)) {
                begin(actions, nowNs); // it has lost count: it was started anew
            }
            return actions;
        }
        if (number > round || phase == Phase.IDLE) {
            if (!joins.allows(nowNs)) {
                return actions;
            }
            round = number;
            offer = its;
            enter(actions, nowNs);
        } else {
            offer = its;
            openIfOffered(actions, nowNs);
        }
        return actions;
    }

    private boolean isOffered() {
        return offer != null && Integer.toUnsignedLong(offer.round()) == round;
    }

    private void openIfOffered(List<PunchAction> actions, long nowNs) {
        if (phase != Phase.OFFERED || !isOffered() || !enabled || offer == null) {
            return;
        }
        encounter = new Encounter(network, offer, observed, fresh);
        opening = encounter.opening(budget, volleys, failures, opened::add, nowNs);
        to(Phase.OPENING, nowNs);
        onTickOpening(actions, nowNs);
    }

    private void onTickOpening(List<PunchAction> actions, long nowNs) {
        Opening present = opening;
        if (present == null) {
            return;
        }
        present.onTick(actions, nowNs);
        if (present.isDone()) {
            actions.add(new PunchAction.Say(
                    Control.newBuilder().setPunchPlan(present.plan().setRound((int) round))));
            to(Phase.OPENED, nowNs);
            pingIfPlanned(actions, nowNs);
        }
    }

    /** The peer has opened its NATs towards us. */
    public List<PunchAction> onPlan(PunchPlan message, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        if (Integer.toUnsignedLong(message.getRound()) == round && phase != Phase.IDLE && plan == null) {
            plan = message;
            pingIfPlanned(actions, nowNs);
        }
        return actions;
    }

    private void pingIfPlanned(List<PunchAction> actions, long nowNs) {
        PunchPlan its = plan;
        Encounter met = encounter;
        if (phase != Phase.OPENED || its == null || met == null) {
            return;
        }
        List<Path> paths = new ArrayList<>(met.pairs());
        paths.addAll(met.planned(its));
        train = new Train(paths, observed == null ? null : observed.address(), probeId, volley(its, met, nowNs), nowNs);
        to(Phase.PINGING, nowNs);
        train.onTick(budget, actions, nowNs);
    }

    private @Nullable Volley volley(PunchPlan its, Encounter met, long nowNs) {
        Endpoint target = met.target();
        Volley wanted = target == null ? null : Volley.of(its, met.sender(), target.address(), random);
        return wanted != null && target != null && volleys.begin(nowNs) && budget.beginVolley(target.address(), this)
                ? wanted
                : null;
    }

    // -- time --------------------------------------------------------------------------------------------------------

    /**
     * Time has passed.
     *
     * @param direct whether data goes straight to the peer
     * @param inUse whether packets went to or came from the peer in the last seconds
     */
    public List<PunchAction> onTick(boolean direct, boolean inUse, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        switch (phase) {
            case IDLE -> {
                if (enabled && everBegun && !direct && inUse && nowNs - nextAtNs >= 0) {
                    begin(actions, nowNs);
                }
            }
            case MAPPING -> {
                if (mappingCame || nowNs - phaseSinceNs >= Timing.ROUND_PATIENCE_NS) {
                    say(actions, nowNs);
                }
            }
            case OPENING -> onTickOpening(actions, nowNs);
            case PINGING -> {
                if (train != null) {
                    train.onTick(budget, actions, nowNs);
                }
            }
            case OFFERED, OPENED -> {}
        }
        if (phase != Phase.IDLE && (direct || isOver(nowNs))) {
            end(direct, nowNs);
        }
        return actions;
    }

    private boolean isOver(long nowNs) {
        long sinceNs = nowNs - phaseSinceNs;
        return switch (phase) {
            case IDLE -> false;
            case MAPPING, OPENING -> sinceNs >= 2 * Timing.ROUND_SILENCE_NS;
            case OFFERED, OPENED -> sinceNs >= Timing.ROUND_SILENCE_NS;
            case PINGING -> train == null || train.isOver(opening instanceof ManyPorts ? Timing.VOLLEY_NS : 0, nowNs);
        };
    }

    private void end(boolean direct, long nowNs) {
        boolean volleyed = (train != null && train.hasVolley()) || opening instanceof ManyPorts;
        failures = direct || changed ? 0 : failures + 1;
        nextAtNs = nowNs + (direct || changed || (volleyed && volleys.hasMore()) ? 0 : spacingNs());
        close();
    }

    private long spacingNs() {
        return Timing.ROUND_SPACING_NS.get(Math.min(failures, Timing.ROUND_SPACING_NS.size()) - 1);
    }

    /** The peer is forgotten, or must be met anew. */
    public void close() {
        phase = Phase.IDLE;
        budget.endVolley(this);
        closePorts();
    }

    private void closePorts() {
        Set<UdpPort> closing = new HashSet<>(opened);
        opened.clear();
        closing.removeIf(usedByPath);
        closing.forEach(network.ports()::close);
        fresh = null;
    }

    private void to(Phase next, long nowNs) {
        phase = next;
        phaseSinceNs = nowNs;
    }

    // -- what is said of it ------------------------------------------------------------------------------------------

    /** Why the peer is relayed, if it is. */
    public Verdict verdict(boolean onlySupernode) {
        return enabled ? Verdict.ofRelayed(network.natClass(), offer, failures > 0, onlySupernode) : Verdict.DISABLED;
    }

    /** What was done in the last round: the strategy's name, or nothing before the first. */
    public Optional<String> strategy() {
        return Optional.ofNullable(opening).map(present -> switch (present) {
            case SimultaneousOpen _ -> train == null || !train.hasVolley() ? "simultaneous open" : "volley";
            case SequentialOpening _ -> "sequential prediction";
            case ManyPorts many -> many.strategy();
        });
    }
}
