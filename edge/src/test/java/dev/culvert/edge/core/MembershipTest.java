package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MembershipTest {
    private static final IpAddress SUPERNODE = IpAddress.parse("203.0.113.1");

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7/24", "10.9.8.7/8", "192.168.7.7/30", "fd00::7/64"})
    void offeredAddress_isTaken(String offered) {
        assertThat(Membership.isUsable(IpPrefix.parse(offered), SUPERNODE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7/0", "64.0.0.1/2", "127.0.0.1/8", "224.0.0.7/24", "203.0.113.7/24", "fd00::7/8"})
    void addressThatWouldTakeTheHostsRoutes_isNot(String offered) {
        assertThat(Membership.isUsable(IpPrefix.parse(offered), SUPERNODE)).isFalse();
    }
}
