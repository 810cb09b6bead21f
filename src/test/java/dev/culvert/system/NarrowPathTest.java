package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Impairment;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import dev.culvert.system.lab.TcpStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The network between two edges carries packets up to some size, drops larger ones, and tells nobody; so does the relay's
 * way to one of them. A connection that begins with their first packet comes through.
 */
final class NarrowPathTest {
    private static final int OPEN = 1_500;
    private static final List<Integer> NARROW = List.of(1_124, 1_200, 1_280, 1_400, 1_492);
    private static final int MIB = 1 << 20;
    private static final double SHARE = 0.8;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** 20 Mbit/s, so that the link's rate and not the machine's is compared. */
    @AutoClose
    private static final Backbone backbone =
            Backbone.open(Impairment.NONE.delay(Duration.ofMillis(5)).rate(20_000_000), Impairment.NONE);

    private static final List<Site> sites = backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP);

    @Test
    void transfersComplete_andReachTheOpenRate() {
        double wanted = SHARE * transfer(OPEN, Double.MAX_VALUE).bitsPerSecond();
        List<Duration> reached = new ArrayList<>();
        for (int i = 0; i < Figures.repetitions(1); i++) {
            for (int size : NARROW) {
                TcpStream.Rate rate = transfer(size, wanted);
                assertThat(rate.bitsPerSecond()).as("MTU %s", size).isGreaterThanOrEqualTo(wanted);
                reached.add(rate.after());
            }
        }
        new Figures("narrow path: connection → 80 % of the open rate", SOON, reached)
                .print()
                .assertWithin(SOON);
    }

    private static TcpStream.Rate transfer(int size, double wanted) {
        backbone.drop("ip length > " + size);
        try (DirectPair pair = backbone.pair(sites);
                TcpStream stream = TcpStream.between(pair.a(), pair.b())) {
            Duration there = stream.there(MIB, PATIENCE);
            Duration back = stream.back(MIB, PATIENCE);
            TcpStream.Rate rate = stream.flood(wanted, SOON);
            assertThat(pair.isDirect()).isTrue();
            System.out.printf(
                    "MTU %,d: 1 MiB there %d ms, back %d ms; %.1f Mbit/s %d ms after the beginning; packets of %s%n",
                    size,
                    there.toMillis(),
                    back.toMillis(),
                    rate.bitsPerSecond() / 1e6,
                    rate.after().toMillis(),
                    pair.packetLimits());
            return rate;
        }
    }
}
