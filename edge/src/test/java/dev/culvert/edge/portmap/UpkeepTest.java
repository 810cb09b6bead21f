package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a mapping is asked for, renewed and lost, in seconds of a clock that the test moves. */
class UpkeepTest {
    private static final Gateway HOME = new Gateway(IpAddress.parse("192.168.1.1"), IpAddress.parse("192.168.1.2"));
    private static final Gateway CAFE = new Gateway(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.9"));
    private static final Endpoint EXTERNAL = new Endpoint(IpAddress.parse("203.0.113.1"), 7777);
    private static final Endpoint OTHER = new Endpoint(IpAddress.parse("203.0.113.1"), 7778);
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final Upkeep upkeep = new Upkeep(Protocol.PCP, 7777, LEASE, 0);
    private double now;

    private long nowNs() {
        return (long) (now * TimeUnit.SECONDS.toNanos(1));
    }

    private void assertNext(double seconds) {
        assertThat(upkeep.nextNs()).isEqualTo((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    private Optional<Upkeep.Report> gateway(Gateway gateway) {
        return upkeep.onGateway(Optional.of(gateway), nowNs());
    }

    private Optional<Upkeep.Report> granted(Endpoint external, Duration lease) {
        return upkeep.onAnswer(new Answer.Granted(external, lease, false), nowNs());
    }

    private Optional<Upkeep.Report> none() {
        return upkeep.onAnswer(new Answer.None("no answer"), nowNs());
    }

    private static Optional<Upkeep.Report> mapped(Endpoint external, Duration lease) {
        return Optional.of(new Upkeep.Report.Mapped(new PortMapping(Protocol.PCP, external, lease)));
    }

    private static Optional<Upkeep.Report> lost(String why) {
        return Optional.of(new Upkeep.Report.Lost(why));
    }

    private void begin() {
        assertThat(gateway(HOME)).isEmpty();
        assertThat(granted(EXTERNAL, LEASE)).isEqualTo(mapped(EXTERNAL, LEASE));
    }

    @Test
    void asksAtOnce_andRenewsAtHalfLife_withoutAWord() {
        assertNext(0);
        assertThat(upkeep.request()).isEqualTo(new Mapper.Request(7777, 7777, 600));
        begin();
        assertThat(upkeep.words()).isEqualTo("mapped");
        assertNext(300);
        now = 300;
        assertThat(gateway(HOME)).isEmpty();
        assertThat(granted(EXTERNAL, LEASE)).isEmpty();
        assertNext(600);
    }

    @Test
    void asksForTheEndpointThatItHad() {
        gateway(HOME);
        assertThat(granted(OTHER, LEASE)).isEqualTo(mapped(OTHER, LEASE));
        assertThat(upkeep.request()).isEqualTo(new Mapper.Request(7777, 7778, 600));
    }

    @Test
    void anEndpointThatMovedIsTold() {
        begin();
        now = 300;
        assertThat(granted(OTHER, LEASE)).isEqualTo(mapped(OTHER, LEASE));
    }

    @Test
    void aShorterLeaseIsRenewedSooner_aLongerOneAsWanted_noneTooSoon() {
        gateway(HOME);
        assertThat(granted(EXTERNAL, Duration.ofMinutes(2))).isEqualTo(mapped(EXTERNAL, Duration.ofMinutes(2)));
        assertNext(60);
        granted(EXTERNAL, Duration.ofDays(7));
        assertNext(300);
        granted(EXTERNAL, Duration.ofSeconds(1));
        assertNext(4);
    }

    @Test
    void aRenewalWithoutAnswerIsTriedAgainAfterHalfOfWhatIsLeft_untilTheLeaseEnds() {
        begin();
        double[] tries = {300, 450, 525, 562.5, 581.25, 590.625, 595.3125, 599.3125};
        for (int i = 0; i < tries.length - 1; i++) {
            now = tries[i];
            assertThat(none()).isEmpty();
            assertNext(tries[i + 1]);
        }
        now = 599.3125;
        assertThat(none()).isEmpty();
        assertNext(600);
        now = 600;
        assertThat(none()).isEqualTo(lost("no answer"));
        assertThat(upkeep.mapping()).isEmpty();
        assertNext(900);
        assertThat(upkeep.request().externalPort()).isEqualTo(7777);
    }

    @Test
    void whereNobodyAnswersItAsksEachFiveMinutes() {
        gateway(HOME);
        assertThat(none()).isEmpty();
        assertThat(upkeep.words()).isEqualTo("no answer");
        assertNext(300);
    }

    @Test
    void anotherGatewayEndsTheMapping() {
        begin();
        now = 10;
        assertThat(gateway(CAFE)).isEqualTo(lost("the default gateway is another one"));
        assertThat(gateway(CAFE)).isEmpty();
        assertThat(granted(OTHER, LEASE)).isEqualTo(mapped(OTHER, LEASE));
    }

    @Test
    void withoutAGatewayThereIsNothingToAsk() {
        begin();
        now = 10;
        assertThat(upkeep.onGateway(Optional.empty(), nowNs())).isPresent();
        assertThat(upkeep.words()).isEqualTo("there is no default gateway");
        assertNext(310);
    }

    @Test
    void aChangeIsFollowedAtOnce_butOnceASecond() {
        begin();
        now = 10;
        upkeep.onChange(nowNs());
        assertNext(10);
        gateway(HOME);
        granted(EXTERNAL, LEASE);
        now = 10.2;
        upkeep.onChange(nowNs());
        assertNext(11);
        now = 12;
        upkeep.onChange(nowNs());
        assertNext(12);
    }
}
