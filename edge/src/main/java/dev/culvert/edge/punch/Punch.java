package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.Candidates;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search for direct paths to one peer, in rounds that are numbered upwards: {@link Round} has one, here is when they
 * begin. Either end begins one, and whoever hears of a higher number takes part in that.
 *
 * <p>A ping that is answered makes a path, which is the path machine's from then on. After a failed round the next uses a
 * fresh port too: packets that came too early may have spoiled the old one at a NAT. Rounds never stop for good while a
 * relayed peer is in use; they become rarer. While data goes straight, one round follows where an end can be reached
 * elsewhere: two hosts may have come into one LAN. Conductor thread.
 */
public final class Punch {
    private final Means means;
    private final boolean enabled;
    private final RateLimit joins = new RateLimit(Limits.ROUNDS_PER_SECOND, Limits.ROUNDS_AT_ONCE);
    private final RateLimit anew = new RateLimit(Limits.ROUNDS_PER_SECOND, Limits.ROUNDS_ANEW_AT_ONCE);
    private @Nullable Round round;
    private long number;
    private int failures;
    private boolean spoiled; // the main port at a NAT, perhaps, by packets of a round in vain
    private boolean met; // there has been a session
    private boolean changed; // something, since the round began
    private Set<Endpoint> said = Set.of(); // where the peer could try to reach us
    private boolean elsewhere; // it could try more by now
    private boolean waiting; // until nobody else opens many ports
    private long nextAtNs;
    private @Nullable Offer offer; // the peer's of this round, or the last one
    private String strategy = "";

    /**
     * A search that has not begun.
     *
     * @param enabled false where the user wants relayed paths only
     * @param ports this peer's
     */
    public Punch(OwnNetwork network, ProbeBudget budget, RandomGenerator random, boolean enabled, ExtraPorts ports) {
        this.means = new Means(network, budget, random, ports, new Observations(), new VolleySchedule());
        this.enabled = enabled;
    }

    /** Where a supernode sees the peer; whether that is elsewhere than before, or a round had to do without it. */
    public boolean onObserved(String supernode, Endpoint endpoint) {
        boolean missed = means.observed().isEmpty() && number > 0;
        return means.observed().put(supernode, endpoint) || missed;
    }

    /** The peer was started anew. It counts its rounds from the beginning; ours go on, and it takes part in them. */
    public void restart(long nowNs) {
        close();
        offer = null;
        failures = 0;
        waiting = false;
        nextAtNs = nowNs;
        means.volleys().reset();
    }

    /**
     * Something has changed, here or at the peer: what failed before may succeed now. A round follows at once, in place of
     * one that cannot succeed any more, and after one that may; but few a second, whatever changes.
     *
     * @param sendable whether there is a session to say it in; if not, {@link #onSession} follows
     */
    public List<PunchAction> onChange(boolean direct, boolean sendable, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        failures = 0;
        waiting = false;
        nextAtNs = nowNs;
        means.volleys().reset();
        elsewhere |= !said.containsAll(reachable());
        if (round != null) {
            changed = true;
            beginAnewIfChanged(direct, actions, nowNs);
        } else if (enabled && sendable && !direct && anew.allows(nowNs)) {
            begin(direct, actions, nowNs);
        }
        return actions;
    }

    /** A round that has begun with what is not true any more cannot succeed. */
    private void beginAnewIfChanged(boolean direct, List<PunchAction> actions, long nowNs) {
        if (changed && round != null && round.isVain() && anew.allows(nowNs)) {
            begin(direct, actions, nowNs);
        }
    }

    /** A session is there, or was made anew; a round follows, if one is due. */
    public List<PunchAction> onSession(boolean direct, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        boolean due = !met || nowNs - nextAtNs >= 0;
        if (!met) {
            said = reachable(); // who met us straight needs no other way yet
        }
        met = true;
        if (enabled && due && !direct && round == null) {
            begin(direct, actions, nowNs);
        }
        return actions;
    }

    /** Whether something is due soon. */
    public boolean isBusy() {
        return round != null;
    }

    /** Whether a pong that came from there answers a ping on trial of this round. */
    public boolean isProbe(long id, Path source) {
        return round != null && round.isProbe(id, source);
    }

    /** It did: a volley ends. */
    public void onProbeAnswered(Path source, long nowNs) {
        means.observed().answered(source.remote().address());
        if (round != null) {
            round.onProbeAnswered(nowNs);
        }
    }

    /** Whether so many pings may go to where one came from: whoever sent it may have named another's address. */
    public boolean mayPing(Path source, int pings, long nowNs) {
        return means.allowance().pings(pings, source.remote().address(), nowNs) == ProbeBudget.Answer.GRANTED;
    }

    /** What the peer has said of the endpoint, if it has named it. */
    public Optional<Candidate> named(Endpoint endpoint) {
        List<Candidate> all = offer == null ? List.of() : offer.candidates();
        return all.stream()
                .filter(candidate -> candidate.endpoint().equals(endpoint))
                .findFirst();
    }

    /** What the endpoint is, as far as that is known. */
    public CandidateKind kindOf(Endpoint endpoint) {
        boolean seen = offer == null && means.observed().has(endpoint);
        return named(endpoint).map(Candidate::kind).orElse(seen ? CandidateKind.OBSERVED : CandidateKind.PREDICTED);
    }

    /** What the peer's NATs do, as it says. */
    public NatClass peersNat() {
        return offer == null ? NatClass.UNKNOWN : offer.nat();
    }

    // -- rounds ------------------------------------------------------------------------------------------------------

    private void begin(boolean direct, List<PunchAction> actions, long nowNs) {
        number++;
        enter(null, direct, actions, nowNs);
    }

    private void enter(@Nullable Offer its, boolean direct, List<PunchAction> actions, long nowNs) {
        close();
        changed = false;
        elsewhere = false;
        said = reachable();
        Round next = new Round(means, number, failures, spoiled, direct, peersNat(), its);
        if (waiting) {
            boolean _ = means.budget().beginPorts(next); // before another does who waits, too
            waiting = false;
        }
        round = next;
        next.begin(actions, nowNs);
    }

    /** Where the peer may reach us: where each remote is shown another port, what is seen is of no use to it. */
    private Set<Endpoint> reachable() {
        boolean dependent = means.network().natClass().mapping().isDependent();
        return means.network().candidates().stream()
                .filter(candidate -> !dependent || candidate.kind() != CandidateKind.OBSERVED)
                .map(Candidate::endpoint)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The peer begins a round, or joins ours. {@code direct}: whether data goes straight to it. */
    public List<PunchAction> onCandidates(Candidates message, boolean direct, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        Offer its = Offer.read(message);
        long itsNumber = Integer.toUnsignedLong(its.round());
        Round present = round;
        if (!enabled) {
            offer = its;
            if (joins.allows(nowNs)) {
                Offer none = Offer.own(its.round(), means.network(), List.of(), false);
                actions.add(new PunchAction.Say(Control.newBuilder().setCandidates(none.toMessage())));
            }
        } else if (itsNumber == number && present != null) {
            if (!present.isOffered()) {
                offer = its;
                present.onOffer(its, actions, nowNs);
            }
        } else if (itsNumber > number) {
            if (joins.allows(nowNs)) {
                number = itsNumber;
                offer = its;
                enter(its, direct, actions, nowNs);
            }
        } else if (present == null && joins.allows(nowNs)) {
            begin(direct, actions, nowNs); // it has lost count: it was started anew
        }
        return actions;
    }

    /** The peer has opened its NATs towards us. */
    public List<PunchAction> onPlan(PunchPlan message, long nowNs) {
        List<PunchAction> actions = new ArrayList<>();
        if (round != null && Integer.toUnsignedLong(message.getRound()) == number) {
            round.onPlan(message, actions, nowNs);
        }
        return actions;
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
        beginAnewIfChanged(direct, actions, nowNs);
        Round present = round;
        if (present == null) {
            boolean due = nowNs - nextAtNs >= 0 && (!waiting || means.budget().mayOpenPorts());
            if (enabled && met && (!direct || elsewhere) && inUse && due && anew.allows(nowNs)) {
                begin(direct, actions, nowNs);
            }
            return actions;
        }
        present.onTick(actions, nowNs);
        if (direct != present.isBeside() || present.isOver(nowNs)) {
            end(present, direct, nowNs);
        }
        return actions;
    }

    private void end(Round over, boolean direct, long nowNs) {
        boolean fresh = direct || changed || over.isBeside();
        waiting = !fresh && over.isWaiting();
        failures = fresh ? 0 : waiting ? failures : failures + 1;
        means.volleys().consider(means.network(), offer);
        boolean atOnce =
                fresh || waiting || (over.isWorthAnother() && means.volleys().hasMore());
        nextAtNs = nowNs + (atOnce ? 0 : spacingNs());
        close();
        spoiled = !direct;
    }

    private long spacingNs() {
        return Timing.ROUND_SPACING_NS.get(Math.min(failures, Timing.ROUND_SPACING_NS.size()) - 1);
    }

    /** The peer is forgotten, or must be met anew: the round that is under way ends. */
    public void close() {
        Round over = round;
        if (over != null) {
            strategy = strategy().orElse("");
            round = null;
            spoiled |= over.hasOpened();
            over.end();
        }
    }

    // -- what is said of it ------------------------------------------------------------------------------------------

    /** Why the peer is relayed, if it is. */
    public Verdict verdict(boolean onlySupernode) {
        NatClass own = means.network().natClass();
        return enabled ? Verdict.ofRelayed(own, offer, failures > 0, onlySupernode) : Verdict.DISABLED;
    }

    /** What was done in the last round that began while the peer was relayed: the strategy's name, or nothing before it. */
    public Optional<String> strategy() {
        String latest = round == null || round.isBeside() || round.strategy().isEmpty() ? strategy : round.strategy();
        return latest.isEmpty() ? Optional.empty() : Optional.of(latest);
    }
}
