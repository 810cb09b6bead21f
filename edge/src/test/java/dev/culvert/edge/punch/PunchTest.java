package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.pb.Candidates;
import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One end of rounds; the test speaks for the peer. */
class PunchTest {
    private static final long TICK_NS = Timing.BUSY_TICK_NS;
    private static final Endpoint PEER = new Endpoint(IpAddress.parse("198.51.100.7"), 7777);
    private static final Endpoint STRANGER = new Endpoint(IpAddress.parse("203.0.113.9"), 53);

    private final FakeNetwork network = new FakeNetwork();
    private final Punch punch = network.punch(new ProbeBudget(network.counters), true);
    private final List<PunchAction> seen = new ArrayList<>();
    private long nowNs = 1;
    private boolean direct;

    private void run(long milliseconds) {
        for (long end = nowNs + TimeUnit.MILLISECONDS.toNanos(milliseconds); nowNs < end; nowNs += TICK_NS) {
            seen.addAll(punch.onTick(direct, true, nowNs));
        }
    }

    private static Candidates offer(int round, Endpoint... endpoints) {
        return offer(round, NatClass.UNKNOWN, endpoints);
    }

    private static Candidates offer(int round, NatClass nat, Endpoint... endpoints) {
        List<Candidate> candidates = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            candidates.add(new Candidate(endpoint, CandidateKind.OBSERVED, false));
        }
        return new Offer(round, nat, candidates, false, false).toMessage();
    }

    private static PunchPlan plan(int round) {
        return PunchPlan.newBuilder().setRound(round).build();
    }

    private long openers() {
        return seen.stream().filter(PunchAction.Open.class::isInstance).count();
    }

    private long probesTo(Endpoint endpoint) {
        return seen.stream()
                .filter(action -> action instanceof PunchAction.Probe probe
                        && probe.path().remote().equals(endpoint))
                .count();
    }

    private Stream<Candidates> said() {
        return seen.stream()
                .filter(PunchAction.Say.class::isInstance)
                .map(action -> ((PunchAction.Say) action).message())
                .filter(message -> message.hasCandidates())
                .map(message -> message.getCandidates());
    }

    private int roundSaid() {
        return said().mapToInt(Candidates::getRound).max().orElse(0);
    }

    private List<Candidate> candidatesSaid() {
        return Offer.read(said().reduce((earlier, later) -> later).orElseThrow())
                .candidates();
    }

    @Test
    void nothingButOpenersGoes_beforeThePeerHasOpened() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(false, nowNs));
        run(500);
        assertThat(openers()).as("the peer has not said where it is").isZero();
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        run(2_000);
        assertThat(openers()).isEqualTo(1);
        assertThat(probesTo(PEER)).isZero();
        assertThat(seen)
                .filteredOn(PunchAction.Open.class::isInstance)
                .allMatch(action -> ((PunchAction.Open) action).ttl() == Limits.OPENER_TTL);
        seen.addAll(punch.onPlan(plan(1), nowNs));
        run(1_000);
        assertThat(probesTo(PEER)).isEqualTo(Timing.ROUND_PINGS_NS.size());
    }

    @Test
    void planOfAnotherRound_isNone() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(false, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        seen.addAll(punch.onPlan(plan(2), nowNs));
        run(1_000);
        assertThat(probesTo(PEER)).isZero();
    }

    @Test
    void strangersAddress_getsAHandfulOfPings_howeverOftenItIsNamed() {
        punch.onObserved("sn", PEER);
        for (int round = 1; round <= 200; round++) {
            seen.addAll(punch.onCandidates(offer(round, PEER, STRANGER), false, nowNs));
            seen.addAll(punch.onPlan(plan(round), nowNs));
            run(2_900);
        }
        assertThat(probesTo(STRANGER)).isEqualTo(Limits.STRANGER_PROBES);
        assertThat(probesTo(PEER)).isGreaterThan(100);
    }

    @Test
    void failedRoundsBecomeRarer_andNeverStop() {
        seen.addAll(punch.onSession(false, nowNs));
        run(TimeUnit.SECONDS.toMillis(3_600));
        // Each fails for want of an answer after 5 s: at 5+15, +30, +60, then each 125 s.
        assertThat(roundSaid()).isBetween(28, 32);
        assertThat(network.ports.open).as("the port of a round that is over").hasSizeLessThanOrEqualTo(1);
        assertThat(punch.verdict(false)).isEqualTo(Verdict.PEER_UNREACHABLE);
        assertThat(punch.verdict(true)).isEqualTo(Verdict.UDP_ONLY_TO_SUPERNODE);
    }

    @Test
    void roundAfterAFailedOne_namesAFreshPortFirst() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(false, nowNs));
        run(5_100);
        seen.clear();
        Endpoint mapping = new Endpoint(IpAddress.parse("192.0.2.1"), 40_001);
        network.mapping = mapping;
        run(15_500);
        assertThat(candidatesSaid()).first().isEqualTo(new Candidate(mapping, CandidateKind.OBSERVED, false));
    }

    private static NatClass nat(Mapping mapping, Allocation allocation) {
        return new NatClass(mapping, Filtering.ADDRESS_AND_PORT_DEPENDENT, allocation, Hairpin.UNKNOWN);
    }

    /** Whether the first candidate of the second round is an aim, after the peer has said in the first what it is. */
    private boolean aimsAfter(NatClass its) {
        network.natClass = nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, new Allocation.Sequential(1, 0));
        network.mapping = new Endpoint(IpAddress.parse("192.0.2.1"), 40_000);
        seen.addAll(punch.onSession(false, nowNs));
        assertThat(candidatesSaid().getFirst().endpoint().port()).isEqualTo(40_000 + Limits.AIM_PORTS);
        seen.addAll(punch.onCandidates(offer(1, its, PEER), false, nowNs));
        run(TimeUnit.SECONDS.toMillis(30));
        assertThat(roundSaid()).isEqualTo(2);
        return candidatesSaid().getFirst().endpoint().port() == 40_000 + Limits.AIM_PORTS;
    }

    @Test
    void sequentialPeer_isAimedForInEveryRound() {
        assertThat(aimsAfter(nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, new Allocation.Sequential(1, 0))))
                .isTrue();
    }

    @Test
    void peerThatDidNotKnowYet_isAimedForAgain() {
        assertThat(aimsAfter(NatClass.UNKNOWN)).isTrue();
    }

    @Test
    void peerThatIsKnownToBeNone_isNotAimedForAgain() {
        assertThat(aimsAfter(nat(Mapping.ENDPOINT_INDEPENDENT, new Allocation.Unknown())))
                .isFalse();
    }

    @Test
    void changeWhilePingsAreUnderWay_isFollowedByAnotherRound() {
        seen.addAll(punch.onSession(false, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        seen.addAll(punch.onPlan(plan(1), nowNs));
        seen.addAll(punch.onChange(false, true, nowNs));
        run(1_000);
        assertThat(roundSaid()).isEqualTo(1);
        run(1_000);
        assertThat(roundSaid()).isEqualTo(2);
        run(10_000);
        seen.addAll(punch.onChange(false, true, nowNs));
        assertThat(roundSaid()).as("at once between rounds").isEqualTo(3);
    }

    @Test
    void placeWhereTheEdgeCanBeReachedToo_isSaidOnceWhileDirect_andOnlyPairsAreTried() {
        direct = true;
        network.natClass = new NatClass(
                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                new Allocation.Random(),
                Hairpin.UNKNOWN);
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(true, nowNs));
        seen.addAll(punch.onChange(true, true, nowNs));
        run(5_000);
        assertThat(seen).as("nothing has changed").isEmpty();
        Candidate docked = new Candidate(new Endpoint(IpAddress.parse("192.168.1.5"), 7777), CandidateKind.LAN, false);
        network.candidates = List.of(docked);
        seen.addAll(punch.onChange(true, true, nowNs));
        run(100);
        assertThat(candidatesSaid()).containsExactly(docked);
        Endpoint near = new Endpoint(IpAddress.parse("192.168.1.6"), 7777);
        seen.addAll(punch.onCandidates(offer(1, near, PEER), true, nowNs));
        seen.addAll(punch.onPlan(plan(1), nowNs));
        run(10_000);
        assertThat(probesTo(near)).isEqualTo(Timing.ROUND_PINGS_NS.size());
        assertThat(openers()).as("no volley").isEqualTo(2);
        assertThat(network.ports.open).isEmpty();
        assertThat(punch.strategy()).isEmpty();
        seen.addAll(punch.onChange(true, true, nowNs));
        run(100_000);
        assertThat(roundSaid()).isEqualTo(1);
    }

    @Test
    void roundThatThePeerBeginsWhileDirect_isJoinedToItsEnd() {
        direct = true;
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(true, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER), true, nowNs));
        run(300);
        seen.addAll(punch.onPlan(plan(1), nowNs));
        run(1_000);
        assertThat(probesTo(PEER)).isEqualTo(Timing.ROUND_PINGS_NS.size());
    }

    @Test
    void pathThatIsLostMeanwhile_isFollowedByAWholeRound() {
        direct = true;
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(true, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER), true, nowNs));
        run(100);
        direct = false;
        run(100);
        assertThat(roundSaid()).isEqualTo(2);
    }

    @Test
    void openersThatFellShort_areFollowedAtOnce_byThoseOfAFreshPort() {
        network.mapping = new Endpoint(IpAddress.parse("192.0.2.1"), 40_001);
        seen.addAll(punch.onSession(false, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        seen.addAll(punch.onPlan(plan(1), nowNs));
        network.depth = Optional.of(Limits.OPENER_TTL - 1);
        seen.addAll(punch.onChange(false, true, nowNs));
        assertThat(roundSaid()).as("they went as far as they had to").isEqualTo(1);
        network.depth = Optional.of(Limits.OPENER_TTL);
        seen.clear();
        seen.addAll(punch.onChange(false, true, nowNs));
        assertThat(candidatesSaid()).extracting(Candidate::endpoint).first().isEqualTo(network.mapping);
    }

    @Test
    void changeBeforeAnythingIsOpen_beginsAnewAtOnce_butNotAllTheTime() {
        seen.addAll(punch.onSession(false, nowNs));
        run(100);
        seen.addAll(punch.onChange(false, true, nowNs));
        assertThat(roundSaid()).as("what the first one said is out of date").isEqualTo(2);
        for (int i = 0; i < 100; i++) {
            seen.addAll(punch.onChange(false, true, nowNs));
            run(100);
        }
        assertThat(roundSaid()).isBetween(11, 14);
    }

    @Test
    void peerThatWasStartedAnew_isSearchedFor_withoutAnotherSession() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(false, nowNs));
        run(1_000);
        punch.restart(nowNs); // the session was its new self's already
        run(1_000);
        assertThat(roundSaid())
                .as("a higher one, in which its new self takes part")
                .isEqualTo(2);
    }

    @Test
    void hintsThatThePeerWasStartedAnew_beginFewRounds_howeverManyTheyAre() {
        seen.addAll(punch.onSession(false, nowNs));
        for (int i = 0; i < 1_000; i++) {
            punch.restart(nowNs);
            seen.addAll(punch.onChange(false, true, nowNs));
            run(10);
        }
        assertThat(roundSaid()).isBetween(10, 30);
    }

    @Test
    void peersNewSelf_thatCountsLikeItsFormer_isNotTakenForIt() {
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        seen.addAll(punch.onSession(false, nowNs));
        run(6_000);
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        run(100);
        assertThat(roundSaid()).isEqualTo(2);
    }

    @Test
    void twoSupernodesThatSeeThePeerDifferently_areNoNews() {
        Endpoint other = new Endpoint(PEER.address(), 8_888);
        assertThat(punch.onObserved("a", PEER)).isFalse();
        assertThat(punch.onObserved("b", other)).isFalse();
        assertThat(punch.onObserved("a", PEER)).isFalse();
        assertThat(punch.onObserved("b", other)).isFalse();
        assertThat(punch.onObserved("b", PEER)).as("it has moved").isTrue();
        assertThat(punch.onObserved("c", STRANGER)).as("another address").isTrue();
    }

    @Test
    void pongAnswersAProbe_onlyFromWhereThatWent() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onSession(false, nowNs));
        seen.addAll(punch.onCandidates(offer(1, PEER, STRANGER), false, nowNs));
        seen.addAll(punch.onPlan(plan(1), nowNs));
        run(100);
        PunchAction.Probe toPeer = seen.stream()
                .filter(action -> action instanceof PunchAction.Probe probe
                        && probe.path().remote().equals(PEER))
                .map(PunchAction.Probe.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(punch.isProbe(toPeer.id(), toPeer.path())).isTrue();
        assertThat(punch.isProbe(toPeer.id(), Path.direct(network.port, STRANGER, null)))
                .isFalse();
        assertThat(punch.isProbe(toPeer.id(), Path.direct(network.port, new Endpoint(PEER.address(), 7_778), null)))
                .isFalse();
    }

    @Test
    void peerThatWantsNone_endsTheRoundAtOnce() {
        seen.addAll(punch.onSession(false, nowNs));
        seen.addAll(
                punch.onCandidates(new Offer(1, NatClass.UNKNOWN, List.of(), true, false).toMessage(), false, nowNs));
        run(100);
        assertThat(punch.isBusy()).isFalse();
        assertThat(punch.verdict(false)).isEqualTo(Verdict.DISABLED_BY_PEER);
    }

    @Test
    void peerThatCountsFromTheBeginning_getsAHigherRound() {
        punch.onObserved("sn", PEER);
        seen.addAll(punch.onCandidates(offer(9, PEER), false, nowNs));
        run(6_000);
        seen.clear();
        seen.addAll(punch.onCandidates(offer(1, PEER), false, nowNs));
        run(1_500);
        assertThat(roundSaid()).isEqualTo(10);
    }

    @Test
    void disabled_saysSo_andOpensNothing() {
        Punch off = network.punch(new ProbeBudget(network.counters), false);
        seen.addAll(off.onSession(false, nowNs));
        assertThat(seen).isEmpty();
        seen.addAll(off.onCandidates(offer(1, PEER), false, nowNs));
        seen.addAll(off.onTick(false, true, nowNs));
        assertThat(seen)
                .singleElement()
                .satisfies(action -> assertThat(((PunchAction.Say) action)
                                .message()
                                .getCandidates()
                                .getDisabled())
                        .isTrue());
        assertThat(off.verdict(false)).isEqualTo(Verdict.DISABLED);
        assertThat(off.isBusy()).as("no round, no port, no question").isFalse();
    }
}
