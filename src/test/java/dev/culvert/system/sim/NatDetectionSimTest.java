package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members find out which NATs they were put behind where something is unusual; {@link DetectionSimTest} has the usual. */
class NatDetectionSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int SEEDS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(
            value = NatKind.class,
            names = {"CONE", "SEQUENTIAL"})
    void supernodeWithOneAddress_isEnoughForTheMapping(NatKind kind) {
        SimInternet internet = new SimInternet(1);
        SimSupernode supernode = internet.supernode();
        SimMember member = new SimMember(internet.host(kind, true), KEYS, "10.0.0.1/24", supernode)
                .start()
                .detect();
        internet.network().runUntil(() -> member.nat().complete(), LONGEST);
        assertThat(member.nat().natClass().mapping()).isEqualTo(kind.mapping());
        assertThat(member.nat().natClass().filtering()).isEqualTo(kind.filtering());
    }

    /** Faster than all others, and of no use: no NAT is before them. */
    @ParameterizedTest
    @EnumSource(
            value = NatKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPEN"})
    void serversByIpv6AndOnTheLan_changeNothing(NatKind kind) {
        int right = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimInternet internet = new SimInternet(seed);
            SimSupernode supernode = internet.supernodeWithTwoAddresses();
            SimHost host = internet.host(kind, true);
            SimStun neighbor = new SimStun(internet.neighborOf(host));
            internet.addIpv6(host);
            SimStun ipv6 = new SimStun(new SimHost(internet.network(), "2001:db8:ffff::1"));
            SimStun otherIpv6 = new SimStun(new SimHost(internet.network(), "2001:db8:ffff::2"));
            SimMember member =
                    new SimMember(host, KEYS, "10.0.0.1/24", supernode).start().detect();
            member.useStunServers("untranslated", List.of(neighbor.endpoint(), ipv6.endpoint(), otherIpv6.endpoint()));
            internet.network().run(LONGEST);
            right += DetectionCase.of(kind, true).isRight(member.nat()) ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(SEEDS - 1);
    }

    /** Power returns, and all of a house asks at once, from one address. */
    @ParameterizedTest
    @EnumSource(
            value = NatKind.class,
            names = {"FULL_CONE", "RANDOM"})
    void manyEdgesBehindOneNat_findItAtOnce(NatKind kind) {
        SimInternet internet = new SimInternet(1).access(Impairment.NONE.delay(Duration.ofMillis(20)));
        SimSupernode supernode = internet.supernodeWithTwoAddresses();
        SimHost first = internet.host(kind, true);
        List<SimMember> members = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            SimHost host = i == 1 ? first : internet.neighborOf(first);
            members.add(new SimMember(host, KEYS, "10.0.0." + i + "/24", supernode));
        }
        members.forEach(member -> member.start().detect());
        internet.network().run(LONGEST);
        assertThat(members).allSatisfy(member -> {
            assertThat(member.nat().complete()).isTrue();
            assertThat(member.nat().natClass().filtering()).isEqualTo(kind.filtering());
            assertThat(member.nat().natClass().mapping()).isEqualTo(kind.mapping());
        });
        assertThat(supernode.count(CounterId.DROP_STUN_RATE)).isZero();
    }

    /** The provider gave the router another address, which the host's own network does not show. */
    @Test
    void anotherOuterAddress_isFoundOut() {
        SimInternet internet = new SimInternet(1);
        SimSupernode supernode = internet.supernodeWithTwoAddresses();
        SimMember member = new SimMember(internet.host(NatKind.CONE, true), KEYS, "10.0.0.1/24", supernode)
                .start()
                .detect();
        internet.network().runUntil(() -> member.nat().complete(), LONGEST);
        IpAddress elsewhere = IpAddress.parse("198.18.99.99");
        member.host().moveTo(elsewhere.toString());
        internet.network()
                .runUntil(
                        () -> member.nat().complete()
                                && member.nat().mapped().stream()
                                        .allMatch(at -> at.address().equals(elsewhere)),
                        Duration.ofSeconds(30));
        assertThat(DetectionCase.of(NatKind.CONE, true).isRight(member.nat())).isTrue();
    }
}
