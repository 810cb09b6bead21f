package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.FakeTun;
import dev.culvert.edge.testkit.LinkBench;
import dev.culvert.edge.testkit.Packets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupsTest {
    private static final IpAddress ASKED = IpAddress.parse("10.0.0.9");

    private final LinkBench one = new LinkBench();
    private final LinkBench two = new LinkBench();
    private final FakeTun tun = new FakeTun();
    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final Lookups lookups = new Lookups(List.of(one.link, two.link), tun, counters);
    private final long nowNs = one.nowNs;

    private static byte[] packet(String to, int length) {
        return Packets.ipv4("10.0.0.1", to, length);
    }

    private static long asked(LinkBench bench) {
        return bench.said.stream().filter(message -> message.hasLookup()).count();
    }

    @Test
    void everySupernodeIsAskedOnce_oneThatRegistersLaterThen() {
        one.toRegistered();
        lookups.add(packet("10.0.0.9", 40), nowNs);
        lookups.add(packet("10.0.0.9", 41), nowNs);
        assertThat(asked(one)).isEqualTo(1);

        two.toRegistered();
        lookups.onRegistered(two.link, nowNs);
        assertThat(asked(two)).isEqualTo(1);
        assertThat(lookups.isBusy()).isTrue();
    }

    @Test
    void packetsAreHandedOverInOrder_theOldestLostBeyondTheLimit() {
        one.toRegistered();
        for (int i = 0; i <= Limits.LOOKUP_PACKETS; i++) {
            lookups.add(packet("10.0.0.9", 40 + i), nowNs);
        }
        assertThat(lookups.take(ASKED)).hasSize(Limits.LOOKUP_PACKETS).first().matches(first -> first.length == 41);
        assertThat(counters.value(CounterId.DROP_LOOKUP)).isEqualTo(1);
        assertThat(lookups.isBusy()).isFalse();
    }

    @Test
    void unknownIsToldWhenAllWhoAreRegisteredSaySo_andNotRemembered() {
        one.toRegistered();
        two.toRegistered();
        lookups.add(packet("10.0.0.9", 40), nowNs);
        lookups.onUnknown(one.link, ASKED);
        assertThat(tun.takeWritten()).isEmpty();
        lookups.onUnknown(two.link, ASKED);
        assertThat(tun.takeWritten()).hasSize(1);

        lookups.add(packet("10.0.0.9", 40), nowNs);
        assertThat(asked(one)).isEqualTo(2);
    }

    @Test
    void answerThatNobodyAskedForEndsNothing() {
        one.toRegistered();
        lookups.add(packet("10.0.0.9", 40), nowNs);
        lookups.onUnknown(two.link, ASKED);
        lookups.onUnknown(one.link, IpAddress.parse("10.0.0.8"));
        assertThat(lookups.isBusy()).isTrue();
    }

    @Test
    void patienceEnds_soonerWithoutAnySupernode() {
        lookups.add(packet("10.0.0.9", 40), nowNs);
        lookups.onTick(nowNs + Timing.NO_SUPERNODE_PATIENCE_NS - 1);
        assertThat(tun.takeWritten()).isEmpty();
        lookups.onTick(nowNs + Timing.NO_SUPERNODE_PATIENCE_NS);
        assertThat(tun.takeWritten()).hasSize(1);

        one.toRegistered();
        lookups.add(packet("10.0.0.9", 40), nowNs);
        lookups.onTick(nowNs + Timing.NO_SUPERNODE_PATIENCE_NS);
        assertThat(tun.takeWritten()).isEmpty();
        lookups.onTick(nowNs + Timing.LOOKUP_PATIENCE_NS);
        assertThat(tun.takeWritten()).hasSize(1);
    }

    @Test
    void soManyAddressesAreLookedUpAtOnce() {
        for (int i = 0; i <= Limits.LOOKUP_ADDRESSES; i++) {
            lookups.add(packet("10.0." + (1 + i / 250) + "." + (1 + i % 250), 40), nowNs);
        }
        assertThat(counters.value(CounterId.DROP_LOOKUP)).isEqualTo(1);
    }
}
