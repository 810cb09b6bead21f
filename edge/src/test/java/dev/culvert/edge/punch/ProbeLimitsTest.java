package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one edge sends at most, and has open, whatever its peers say and how many they are. */
class ProbeLimitsTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final Endpoint PEER = new Endpoint(IpAddress.parse("198.51.100.7"), 7777);
    private static final NatClass CONE = new NatClass(
            Mapping.ENDPOINT_INDEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT,
            new Allocation.Unknown(),
            Hairpin.UNKNOWN);
    private static final NatClass RANDOM = new NatClass(
            Mapping.ADDRESS_AND_PORT_DEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT,
            new Allocation.Random(),
            Hairpin.UNKNOWN);

    private final FakeNetwork network = new FakeNetwork();
    private final ProbeBudget budget = new ProbeBudget(network.counters);
    private final Map<Long, Integer> bySecond = new HashMap<>();
    private long nowNs = 1;

    /** A peer that takes part in every round, at once. */
    private final class Partner {
        final Endpoint at;
        final NatClass nat;
        final Punch punch = network.punch(budget, true);
        final List<PunchAction> seen = new ArrayList<>();

        Partner(Endpoint at, NatClass nat) {
            this.at = at;
            this.nat = nat;
            punch.onObserved("sn", at);
        }

        void take(List<PunchAction> actions) {
            seen.addAll(actions);
            count(actions);
            for (PunchAction action : actions) {
                if (action instanceof PunchAction.Say(var message)) {
                    if (message.hasCandidates()) {
                        int round = message.getCandidates().getRound();
                        Candidate candidate = new Candidate(at, CandidateKind.OBSERVED, false);
                        take(punch.onCandidates(
                                new Offer(round, nat, List.of(candidate), false, false).toMessage(), false, nowNs));
                        take(punch.onPlan(PunchPlan.newBuilder().setRound(round).build(), nowNs));
                    }
                }
            }
        }

        int openers() {
            return (int)
                    seen.stream().filter(PunchAction.Open.class::isInstance).count();
        }
    }

    private void count(List<PunchAction> actions) {
        int probes = (int) actions.stream()
                .filter(action -> !(action instanceof PunchAction.Say))
                .count();
        bySecond.merge(nowNs / SECOND_NS, probes, Integer::sum);
    }

    private List<Partner> partners(int count, NatClass nat) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Partner(new Endpoint(IpAddress.ofIpv4(PEER.address().ipv4Bits() + i), 7777), nat))
                .toList();
    }

    private void run(List<Partner> partners, long seconds) {
        for (long end = nowNs + seconds * SECOND_NS; nowNs < end; nowNs += Timing.BUSY_TICK_NS) {
            partners.forEach(partner -> partner.take(partner.punch.onTick(false, true, nowNs)));
        }
    }

    @Test
    void peerThatBeginsARoundEachSecond_hasNeitherPortsNorPackets() {
        network.mapping = PEER;
        Punch punch = network.punch(budget, true);
        punch.onObserved("sn", PEER);
        List<PunchAction> seen = new ArrayList<>(punch.onSession(false, nowNs));
        List<Candidate> candidates = IntStream.range(0, 12)
                .mapToObj(i -> new Candidate(new Endpoint(PEER.address(), 2_000 + i), CandidateKind.OBSERVED, false))
                .toList();
        for (int round = 10; round < 610; round++) {
            seen.addAll(punch.onCandidates(
                    new Offer(round, NatClass.UNKNOWN, candidates, false, false).toMessage(), false, nowNs));
            PunchPlan.Builder plan = PunchPlan.newBuilder().setRound(round);
            IntStream.range(3_000, 3_041).forEach(plan::addPorts);
            seen.addAll(punch.onPlan(plan.build(), nowNs));
            for (long end = nowNs + SECOND_NS; nowNs < end; nowNs += Timing.BUSY_TICK_NS) {
                seen.addAll(punch.onTick(false, true, nowNs));
            }
        }
        assertThat(network.ports.open).hasSizeLessThanOrEqualTo(1);
        assertThat(seen)
                .filteredOn(action -> !(action instanceof PunchAction.Say))
                .hasSizeLessThanOrEqualTo(Limits.PROBES_AN_ADDRESS);
    }

    @Test
    void hundredRoundsThatBeginTogether_takeTheirTime_andLoseNothing() {
        List<Partner> partners = partners(100, CONE);
        partners.forEach(partner -> partner.take(partner.punch.onSession(false, nowNs)));
        run(partners, 10);
        assertThat(bySecond.values()).allMatch(probes -> probes <= Limits.PROBES_PER_SECOND);
        assertThat(partners).allMatch(partner -> partner.openers() == 1);
        assertThat(partners)
                .allSatisfy(partner -> assertThat(partner.seen)
                        .filteredOn(PunchAction.Probe.class::isInstance)
                        .hasSize(Timing.ROUND_PINGS_NS.size()));
    }

    @Test
    void randomNatOpensManyPortsForOnePeerAtATime_andForEachInTurn() {
        network.natClass = RANDOM;
        List<Partner> partners = partners(20, CONE);
        partners.forEach(partner -> partner.take(partner.punch.onSession(false, nowNs)));
        int most = 0;
        for (int second = 0; second < 400; second++) {
            run(partners, 1);
            most = Math.max(most, network.ports.open.size());
        }
        assertThat(most).isEqualTo(Limits.BIRTHDAY_PORTS);
        assertThat(partners).allMatch(partner -> partner.openers() >= Limits.BIRTHDAY_PORTS);
    }

    @Test
    void volleyLeavesRoomForOthers() {
        Punch volleying = network.punch(budget, true);
        volleying.onObserved("sn", PEER);
        count(volleying.onSession(false, nowNs));
        Candidate candidate = new Candidate(PEER, CandidateKind.OBSERVED, false);
        count(volleying.onCandidates(new Offer(1, RANDOM, List.of(candidate), false, false).toMessage(), false, nowNs));
        PunchPlan plan = PunchPlan.newBuilder()
                .setRound(1)
                .setOpened(256)
                .setRangeFirst(1_024)
                .setRangeLast(65_535)
                .build();
        count(volleying.onPlan(plan, nowNs));
        for (int i = 0; i < 40; i++, nowNs += Timing.BUSY_TICK_NS) {
            count(volleying.onTick(false, true, nowNs));
        }
        List<Partner> others = partners(3, CONE).subList(1, 3);
        others.forEach(other -> other.take(other.punch.onSession(false, nowNs)));
        for (int i = 0; i < 40; i++, nowNs += Timing.BUSY_TICK_NS) {
            count(volleying.onTick(false, true, nowNs));
            others.forEach(other -> other.take(other.punch.onTick(false, true, nowNs)));
        }
        assertThat(others)
                .allSatisfy(other -> assertThat(other.seen)
                        .filteredOn(PunchAction.Probe.class::isInstance)
                        .hasSize(Timing.ROUND_PINGS_NS.size()));
        assertThat(bySecond.values()).allMatch(probes -> probes <= Limits.PROBES_PER_SECOND);
    }

    @Test
    void pingsThatComeFromAStranger_areAnsweredByFew() {
        Punch punch = network.punch(budget, true);
        punch.onObserved("sn", PEER);
        Path stranger = Path.direct(network.port, new Endpoint(IpAddress.parse("203.0.113.9"), 53), null);
        int allowed = 0;
        for (int i = 0; i < 1_000; i++, nowNs += SECOND_NS / 4) {
            allowed += punch.mayPing(stranger, Timing.PROBE_PINGS_NS.size(), nowNs) ? Timing.PROBE_PINGS_NS.size() : 0;
        }
        assertThat(allowed).isEqualTo(Limits.STRANGER_PROBES);
        punch.onProbeAnswered(stranger, nowNs);
        assertThat(punch.mayPing(stranger, 5, nowNs)).as("it has answered").isTrue();
    }

    private int pinged(Punch punch, int first, int count) {
        int pinged = 0;
        for (int i = first; i < first + count; i++, nowNs += SECOND_NS / 4) {
            Path stranger = Path.direct(network.port, new Endpoint(IpAddress.ofIpv4(0xC6_00_00_00 + i), 53), null);
            pinged += punch.mayPing(stranger, 1, nowNs) ? 1 : 0;
        }
        return pinged;
    }

    @Test
    void peerThatNamesManyStrangers_leavesSomeToTheOthers_andMayNameOthersLater() {
        Punch punch = network.punch(budget, true);
        assertThat(pinged(punch, 0, 1_000)).isEqualTo(Limits.STRANGERS);
        assertThat(pinged(punch, 0, Limits.STRANGERS))
                .as("those that are counted")
                .isEqualTo(Limits.STRANGERS);
        assertThat(pinged(network.punch(budget, true), 1_000, 10))
                .as("another peer")
                .isEqualTo(10);
        nowNs += Timing.PROBE_WINDOW_NS;
        assertThat(pinged(punch, 1_000, 10)).isEqualTo(10);
    }

    @Test
    void loopbackAndLinkLocalAddresses_areNoCandidates() {
        List<Candidate> named = List.of("127.0.0.1", "169.254.1.1", "0.1.2.3", "::1", "fe80::1", "224.0.0.1").stream()
                .map(address -> new Candidate(new Endpoint(IpAddress.parse(address), 53), CandidateKind.LAN, false))
                .toList();
        assertThat(Offer.read(new Offer(1, CONE, named, false, false).toMessage())
                        .candidates())
                .isEmpty();
    }
}
