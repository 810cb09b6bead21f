package dev.culvert.edge.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a detector asks, and whom it tells. */
class NatDetectorTest {
    private static final FakeNat.Behaviour CONE = new FakeNat.Behaviour(
            Mapping.ENDPOINT_INDEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT,
            Hairpin.NO,
            new Allocation.Unknown(),
            0);
    static final FakeNat.Behaviour SYMMETRIC = new FakeNat.Behaviour(
            Mapping.ADDRESS_AND_PORT_DEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT,
            Hairpin.NO,
            new Allocation.Random(),
            0);

    @Test
    void report_saysAllThatWasFound() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.runUntilComplete();
        NatReport report = bench.detector.report();
        assertThat(report.natClass().classicName()).isEqualTo("port-restricted cone");
        assertThat(report.mapped()).containsExactly(new Endpoint(NatBench.OUTER, 7_777));
        assertThat(report.observations())
                .extracting(Observation::server)
                .containsExactlyInAnyOrder(
                        NatBench.SUPERNODE, NatBench.SECOND_PORT, NatBench.SECOND_ADDRESS, NatBench.OTHER_SUPERNODE);
        assertThat(report.observations())
                .allSatisfy(one ->
                        assertThat(Duration.ofNanos(one.rttNs()).toMillis()).isEqualTo(39));
        assertThat(report.depth()).contains(1);
        assertThat(report.own()).containsExactly(NatBench.INNER);
        assertThat(report.isReached()).isTrue();
    }

    @Test
    void mapping_isToldFirst_thenTheRest_andThenNothing() {
        NatBench bench = new NatBench(CONE, 1).start();
        Duration first = bench.runUntil(() -> !bench.reports.isEmpty(), Duration.ofSeconds(1));
        assertThat(first).isLessThan(Duration.ofMillis(60));
        NatReport report = bench.reports.getFirst();
        assertThat(report.natClass().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
        assertThat(report.natClass().filtering()).isEqualTo(Filtering.UNKNOWN);
        assertThat(report.complete()).isFalse();
        bench.run(Duration.ofSeconds(5));
        int told = bench.reports.size();
        assertThat(told)
                .as("mapping, depth, the rest, and that only supernodes answered")
                .isEqualTo(4);
        bench.run(Duration.ofMinutes(20));
        assertThat(bench.reports).hasSize(told);
    }

    @Test
    void allServersDead_isKnownIn3Seconds() {
        NatBench bench = new NatBench(CONE, 1);
        bench.servers.clear();
        bench.start();
        assertThat(bench.runUntilComplete()).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(bench.detector.report().isReached()).isFalse();
        assertThat(bench.detector.report().natClass()).isEqualTo(NatClass.UNKNOWN);
        assertThat(bench.detector.report().silent()).hasSize(5);
        assertThat(bench.detector.isBusy()).isFalse();
    }

    @Test
    void serverThatComesLater_isAskedAtOnce_alsoAfterAllWereDead() {
        NatBench bench = new NatBench(CONE, 1);
        StunResponder later = new StunResponder(null, false);
        bench.servers.clear();
        bench.start();
        bench.runUntilComplete();
        Endpoint place = NatBench.endpoint("192.0.2.1", 3_478);
        bench.servers.put(place, later);
        bench.servers.put(NatBench.endpoint("192.0.2.2", 3_478), later);
        bench.detector.useServers("late", ServerKind.PUBLIC, List.of(place), bench.nowNs);
        bench.detector.useServers(
                "later", ServerKind.PUBLIC, List.of(NatBench.endpoint("192.0.2.2", 3_478)), bench.nowNs);
        bench.runUntil(
                () -> bench.detector.report().natClass().mapping() == Mapping.ENDPOINT_INDEPENDENT,
                Duration.ofSeconds(1));
        bench.runUntil(() -> bench.detector.report().natClass().hairpin() == Hairpin.NO, Duration.ofSeconds(2));
        assertThat(bench.openPorts()).isEqualTo(1);
    }

    /** As supernodes are once registered: the public servers were faster, and cannot tell whom the NAT lets in. */
    @ParameterizedTest
    @ValueSource(longs = {100, 400, 600, 2_000, 30_000})
    void serverWithTwoAddresses_thatComesLater_tellsTheFiltering(long laterMs) {
        NatBench bench = new NatBench(CONE, 1);
        StunResponder single = new StunResponder(null, false);
        List<Endpoint> places = List.of(NatBench.endpoint("192.0.2.1", 3_478), NatBench.endpoint("192.0.2.2", 3_478));
        places.forEach(place -> bench.servers.put(place, single));
        bench.startAsTold();
        bench.detector.useServers("public", ServerKind.PUBLIC, places, bench.nowNs);
        bench.run(Duration.ofMillis(laterMs));
        bench.detector.useServers("supernode", ServerKind.SUPERNODE, List.of(NatBench.SUPERNODE), bench.nowNs);
        bench.runUntil(() -> bench.detector.report().natClass().filtering() == CONE.filtering(), Duration.ofSeconds(1));
        assertThat(bench.detector.report().natClass().mapping()).isEqualTo(CONE.mapping());
        bench.run(Duration.ofSeconds(5));
        assertThat(bench.detector.report().complete()).isTrue();
        assertThat(bench.detector.report().took().orElseThrow())
                .as("without the time in which nothing was looked for")
                .isLessThan(Duration.ofSeconds(3));
        assertThat(bench.openPorts()).isEqualTo(1);
    }

    @Test
    void duration_isThatOfTheLastRun_onceAllHasEnded() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.run(Duration.ofMillis(100));
        assertThat(bench.detector.report().took()).isEmpty();
        Duration rest = bench.runUntilComplete();
        assertThat(bench.detector.report().took()).contains(rest.plusMillis(100));
    }

    @Test
    void networkChange_isFoundOut_andOldKnowledgeIsForgotten() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.runUntilComplete();
        bench.nat = new FakeNat(SYMMETRIC, new Random(7), bench.nowNs);
        bench.routers =
                List.of(IpAddress.parse("192.168.1.1"), IpAddress.parse("100.64.0.1"), IpAddress.parse("203.0.113.6"));
        bench.detector.useAddresses(List.of(IpAddress.parse("10.1.1.1")));
        bench.detector.onNetworkChange(bench.nowNs);
        bench.runUntil(
                () -> bench.detector.report().natClass().allocation() instanceof Allocation.Random,
                Duration.ofSeconds(2));
        bench.runUntilComplete();
        assertThat(bench.detector.report().depth()).contains(2);
        assertThat(bench.detector.report().natClass().classicName()).isEqualTo("symmetric");
    }

    @Test
    void networkChangesInAFlock_areOne() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.runUntilComplete();
        bench.run(Duration.ofSeconds(5));
        bench.sent = 0;
        for (int i = 0; i < 50; i++) {
            bench.detector.onNetworkChange(bench.nowNs);
            bench.run(Duration.ofMillis(10));
        }
        bench.run(Duration.ofSeconds(10));
        assertThat(bench.sent).as("two runs").isLessThan(100);
    }

    @Test
    void whileAPeerIsRelayed_itLooksAgainEach5Minutes_andTellsWhatIsNew() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.run(Duration.ofSeconds(5));
        bench.sent = 0;
        bench.run(Duration.ofMinutes(12));
        assertThat(bench.sent).isZero();
        bench.detector.setRelaying(true);
        bench.run(Duration.ofSeconds(5));
        assertThat(bench.sent).isPositive();
        int told = bench.reports.size();
        bench.run(Duration.ofMinutes(3));
        assertThat(bench.reports).hasSize(told);
        bench.nat = new FakeNat(SYMMETRIC, new Random(7), bench.nowNs);
        bench.run(Duration.ofMinutes(3));
        assertThat(bench.detector.report().natClass().mapping()).isEqualTo(Mapping.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(bench.reports.size()).isGreaterThan(told);
        bench.detector.setRelaying(false);
        bench.sent = 0;
        bench.run(Duration.ofMinutes(12));
        assertThat(bench.sent).isZero();
    }

    @Test
    void rateThatHasChanged_isTold_butNotAsNews() {
        NatBench bench = new NatBench(sequential(0), 1).start();
        bench.run(Duration.ofSeconds(5));
        int told = bench.reports.size();
        bench.refinements.clear();
        bench.nat = new FakeNat(sequential(20), new Random(7), bench.nowNs);
        bench.detector.setRelaying(true);
        bench.run(Duration.ofMinutes(6));
        assertThat(bench.reports).hasSize(told);
        assertThat(bench.refinements)
                .last()
                .extracting(report -> report.natClass().allocation())
                .satisfies(allocation -> assertThat(((Allocation.Sequential) allocation).portsPerSecond())
                        .isBetween(5.0, 40.0));
    }

    private static FakeNat.Behaviour sequential(double foreignPerSecond) {
        return new FakeNat.Behaviour(
                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                Hairpin.NO,
                new Allocation.Sequential(1, 0),
                foreignPerSecond);
    }

    @Test
    void serversThatAppearAndAppear_areAskedUpToSomeNumber_inEachRun() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.run(Duration.ofSeconds(5));
        assertThat(bench.detector.runs()).isEqualTo(1);
        bench.asked.clear();
        for (int i = 0; i < 1_000; i++) {
            bench.detector.useServers(
                    "moves", ServerKind.PUBLIC, List.of(NatBench.endpoint("192.0.2.50", 1_024 + i)), bench.nowNs);
            bench.run(Duration.ofSeconds(4));
        }
        assertThat(bench.asked).hasSizeLessThanOrEqualTo(Limits.STUN_ENDPOINTS);
        assertThat(bench.detector.report().silent()).hasSizeLessThanOrEqualTo(Limits.STUN_ENDPOINTS);
        bench.asked.clear();
        bench.detector.onNetworkChange(bench.nowNs);
        bench.run(Duration.ofSeconds(5));
        assertThat(bench.detector.runs()).isEqualTo(2);
        assertThat(bench.asked).contains(NatBench.endpoint("192.0.2.50", 2_023));
    }

    /** From one address nobody can try whether another may come in. */
    @ParameterizedTest
    @EnumSource(
            value = Filtering.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNKNOWN"})
    void supernodeWithOneAddress_tellsWhetherPortsMatter(Filtering filtering) {
        NatBench bench = new NatBench(
                        new FakeNat.Behaviour(
                                Mapping.ENDPOINT_INDEPENDENT, filtering, Hairpin.NO, new Allocation.Unknown(), 0),
                        1)
                .withOneAddress()
                .start();
        bench.runUntilComplete();
        boolean byPort = filtering == Filtering.ADDRESS_AND_PORT_DEPENDENT;
        assertThat(bench.detector.report().natClass().filtering()).isEqualTo(byPort ? filtering : Filtering.UNKNOWN);
        assertThat(bench.detector.report().natClass().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
    }

    @Test
    void withoutIcmp_depthIsNotKnown() {
        NatBench bench = new NatBench(CONE, 1);
        bench.icmp = false;
        bench.start();
        bench.runUntilComplete();
        assertThat(bench.detector.report().depth()).isEqualTo(Optional.empty());
    }

    @Test
    void onlySupernodesReached_isSaid() {
        NatBench bench = new NatBench(CONE, 1).start();
        bench.run(Duration.ofSeconds(4));
        assertThat(bench.detector.report().onlySupernodes()).isTrue();
        bench.servers.put(NatBench.DEAD, new StunResponder(null, false));
        bench.detector.setRelaying(true);
        bench.run(Duration.ofMinutes(6));
        assertThat(bench.detector.report().onlySupernodes()).isFalse();
    }

    @Test
    void serversForOtherPorts_areTheFastest_andAnotherAddress() {
        NatBench bench = new NatBench(CONE, 1);
        assertThat(bench.detector.server(0)).isEmpty();
        assertThat(bench.detector.server(1)).isEmpty();
        bench.start();
        bench.runUntilComplete();
        Endpoint first = bench.detector.server(0).orElseThrow();
        Endpoint second = bench.detector.server(1).orElseThrow();
        assertThat(first.address()).isNotEqualTo(second.address());
    }

    @Test
    void serversOtherPort_isAskedWhereNobodyElseHasTwo() {
        NatBench bench = new NatBench(SYMMETRIC, 1);
        bench.detector.useServers("public", ServerKind.PUBLIC, List.of(NatBench.SUPERNODE), bench.nowNs);
        bench.startAsTold();
        bench.runUntilComplete();
        assertThat(bench.detector.report().natClass().mapping()).isEqualTo(Mapping.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(bench.detector.report().natClass().filtering()).isEqualTo(Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    @Test
    void beforeTheStart_nobodyIsAsked() {
        NatBench bench = new NatBench(CONE, 1);
        bench.detector.useServers("sn", ServerKind.SUPERNODE, List.of(NatBench.SUPERNODE), bench.nowNs);
        bench.detector.onNetworkChange(bench.nowNs + Timing.NAT_RERUN_NS);
        bench.detector.onTick(bench.nowNs + Timing.NAT_RERUN_NS);
        assertThat(bench.sent).isZero();
        assertThat(bench.detector.isBusy()).isFalse();
    }

    private static final List<Endpoint> BY_IPV6 = List.of(NatBench.IPV6_SUPERNODE, NatBench.OTHER_IPV6_SUPERNODE);
    private static final List<Endpoint> ON_LAN = List.of(NatBench.LAN_SUPERNODE, NatBench.LAN_SECOND_PORT);

    static Stream<Arguments> untranslated() {
        return Stream.of(BY_IPV6, ON_LAN)
                .flatMap(first -> Stream.of(0, 20, 400, 5_000).map(ms -> Arguments.of(first, Duration.ofMillis(ms))));
    }

    /** What answers past the NAT says nothing of it, whenever the others come. */
    @ParameterizedTest
    @MethodSource("untranslated")
    void answersPastTheNat_decideNothing(List<Endpoint> first, Duration later) {
        NatBench bench = new NatBench(CONE, 1).withUntranslated();
        bench.detector.useServers("first", ServerKind.SUPERNODE, first, bench.nowNs);
        bench.startAsTold();
        bench.run(later);
        bench.detector.useServers(
                "sn1", ServerKind.SUPERNODE, List.of(NatBench.SUPERNODE, NatBench.SECOND_PORT), bench.nowNs);
        bench.run(Duration.ofMillis(10));
        bench.detector.useServers("sn2", ServerKind.SUPERNODE, List.of(NatBench.OTHER_SUPERNODE), bench.nowNs);
        assertIsCone(bench);
        bench.detector.onNetworkChange(bench.nowNs);
        assertIsCone(bench);
    }

    private static void assertIsCone(NatBench bench) {
        bench.run(Duration.ofSeconds(5));
        NatReport report = bench.detector.report();
        assertThat(report.natClass().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
        assertThat(report.natClass().hairpin()).isEqualTo(Hairpin.NO);
        assertThat(report.depth()).contains(1);
        assertThat(report.complete()).isTrue();
        assertThat(bench.openPorts()).isEqualTo(1);
    }

    /** A fresh port's mapping may be asked of those only that the NAT is before. */
    @Test
    void samplesAndFreshPorts_areAskedOfServersBehindTheNat() {
        Allocation.Sequential allocation = new Allocation.Sequential(1, 0);
        NatBench bench = new NatBench(
                        new FakeNat.Behaviour(
                                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                                Hairpin.NO,
                                allocation,
                                0),
                        1)
                .withUntranslated();
        List<Endpoint> all = Stream.of(
                        BY_IPV6, ON_LAN, List.of(NatBench.SUPERNODE, NatBench.SECOND_PORT, NatBench.SECOND_ADDRESS))
                .flatMap(List::stream)
                .toList();
        bench.detector.useServers("sn", ServerKind.SUPERNODE, all, bench.nowNs);
        bench.startAsTold();
        bench.runUntilComplete();
        NatClass found = bench.detector.report().natClass();
        assertThat(found.allocation()).isInstanceOf(Allocation.Sequential.class);
        assertThat(found.hairpin()).isEqualTo(Hairpin.NO);
        assertThat(found.filtering()).isEqualTo(Filtering.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(bench.detector.report().depth()).contains(1);
        for (int number = 0; number < 2; number++) {
            assertThat(bench.detector.server(number).orElseThrow().address())
                    .isIn(NatBench.SUPERNODE.address(), NatBench.SECOND_ADDRESS.address());
        }
    }

    /** coturn in a container says 172.17.0.3; nobody answers there, which is no filter of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"172.17.0.3", "2001:db8:1::1", "198.51.100.66", "127.0.0.1"})
    void otherAddressThatCannotBe_isIgnored(String other) {
        FakeNat.Behaviour open = new FakeNat.Behaviour(
                Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, Hairpin.NO, new Allocation.Unknown(), 0);
        NatBench bench = new NatBench(open, 1);
        Endpoint server = NatBench.endpoint("192.0.2.1", 3_478);
        Endpoint further = NatBench.endpoint("192.0.2.2", 3_478);
        StunResponder.Alternate lie = new StunResponder.Alternate(server, NatBench.endpoint(other, 3_479));
        bench.servers.put(server, new StunResponder(lie, false));
        bench.servers.put(further, new StunResponder(null, false));
        bench.detector.useServers("public", ServerKind.PUBLIC, List.of(server), bench.nowNs);
        bench.detector.useServers("further", ServerKind.PUBLIC, List.of(further), bench.nowNs);
        bench.startAsTold();
        bench.runUntilComplete();
        assertThat(bench.detector.report().natClass().filtering()).isEqualTo(Filtering.UNKNOWN);
        assertThat(bench.asked)
                .extracting(Endpoint::address)
                .isSubsetOf(server.address(), further.address(), NatBench.OUTER);
    }
}
