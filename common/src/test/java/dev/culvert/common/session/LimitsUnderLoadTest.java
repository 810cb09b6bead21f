package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsUnderLoadTest {
    private static final HandshakeSource SOURCE = source("192.0.2.1", 0);

    private final VirtualTime time = new VirtualTime();
    private final LoadGauge gauge = new LoadGauge();
    private final SourceLimiter limiter = new SourceLimiter();

    @Test
    void load_startsWithALongQueue_andHoldsForASecond() {
        assertThat(gauge.isUnderLoad(Limits.UNDER_LOAD_QUEUE - 1, time.nowNs())).isFalse();
        assertThat(gauge.isUnderLoad(Limits.UNDER_LOAD_QUEUE, time.nowNs())).isTrue();
        time.pass(Duration.ofNanos(Timing.LOAD_HOLD_NS - 1));
        assertThat(gauge.isUnderLoad(0, time.nowNs())).isTrue();
        time.pass(Duration.ofNanos(1));
        assertThat(gauge.isUnderLoad(0, time.nowNs())).isFalse();
    }

    @Test
    void load_isHeldFromTheLastLongQueue() {
        assertThat(gauge.isUnderLoad(Limits.HANDSHAKE_QUEUE, time.nowNs())).isTrue();
        time.pass(Duration.ofMillis(900));
        assertThat(gauge.isUnderLoad(Limits.UNDER_LOAD_QUEUE, time.nowNs())).isTrue();
        time.pass(Duration.ofMillis(900));
        assertThat(gauge.isUnderLoad(0, time.nowNs())).isTrue();
    }

    @Test
    void source_hasABurstOfFive_thenOneEachTwentiethOfASecond() {
        assertThat(allowedNow(SOURCE)).isEqualTo(Limits.SOURCE_HANDSHAKE_BURST);
        time.pass(Duration.ofMillis(50).minusNanos(1));
        assertThat(allowedNow(SOURCE)).isZero();
        time.pass(Duration.ofNanos(1));
        assertThat(allowedNow(SOURCE)).isEqualTo(1);
        time.pass(Duration.ofMillis(100));
        assertThat(allowedNow(SOURCE)).isEqualTo(2);
    }

    @Test
    void source_refillsToTheBurstAndNoFurther() {
        assertThat(allowedNow(SOURCE)).isEqualTo(5);
        time.passSeconds(3_600);
        assertThat(allowedNow(SOURCE)).isEqualTo(5);
    }

    @Test
    void source_getsTwentyASecondHoweverOftenItTries() {
        int allowed = 0;
        for (int i = 0; i < 10_000; i++) {
            time.pass(Duration.ofMillis(1));
            allowed += limiter.allows(SOURCE, time.nowNs()) ? 1 : 0;
        }
        assertThat(allowed).isBetween(10 * 20, 10 * 20 + 5);
    }

    @Test
    void sources_areIpv4AddressesAndIpv6Networks() {
        assertThat(allowedNow(SOURCE)).isEqualTo(5);
        assertThat(allowedNow(source("192.0.2.2", 0))).isEqualTo(5);
        assertThat(allowedNow(source("2001:db8:0:1::1", 0))).isEqualTo(5);
        assertThat(allowedNow(source("2001:db8:0:1:ffff::2", 0))).isZero();
        assertThat(allowedNow(source("2001:db8:0:2::1", 0))).isEqualTo(5);
        assertThat(allowedNow(source("192.0.2.2", 2)))
                .as("another peer over the same relay")
                .isEqualTo(5);
        assertThat(allowedNow(SOURCE)).isZero();
    }

    private int allowedNow(HandshakeSource source) {
        int allowed = 0;
        while (limiter.allows(source, time.nowNs())) {
            allowed++;
        }
        return allowed;
    }

    private static HandshakeSource source(String address, int relayId) {
        return new HandshakeSource(new Endpoint(IpAddress.parse(address), 51820), relayId);
    }
}
