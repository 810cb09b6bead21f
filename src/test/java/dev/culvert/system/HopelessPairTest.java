package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Capture;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two edges that cannot meet: they are relayed at once, say why, and do not fill the network with attempts. */
final class HopelessPairTest {
    private static final Duration RELAYED = Duration.ofSeconds(1);
    private static final Duration TOLD = Duration.ofSeconds(10);
    private static final Duration WATCHED = Figures.lasting(Duration.ofSeconds(17), Duration.ofMinutes(5));
    /** Of one round: openers and pings to each of the peer's candidates. A volley has hundreds. */
    private static final int DATAGRAMS_A_ROUND = 60;

    @AutoClose
    private static final Backbone backbone = Backbone.open();

    /** Without another server nobody could tell that the supernode alone is reached. */
    private static final String stun = backbone.stunServer();

    @ParameterizedTest
    @CsvSource({"SUPERNODE_ONLY, RANDOM, UDP_ONLY_TO_SUPERNODE", "RANDOM, RANDOM, BOTH_SYMMETRIC_RANDOM"})
    void relayedAtOnce_verdictInTime_noVolleysAfterIt(SiteKind first, SiteKind second, Verdict verdict) {
        List<Site> sites = backbone.sites(first, second, InputPolicy.DROP);
        try (DirectPair pair = backbone.pair(sites, "--stun", stun);
                Attempts attempts = new Attempts(sites);
                EchoFlow flow = pair.flow()) {
            long startNs = System.nanoTime();
            Duration relayed = flow.firstAnswerAfter(startNs, DirectPair.PATIENCE);
            Duration told = pair.await(
                    "the verdict",
                    TOLD.multipliedBy(2),
                    () -> Overlay.peer(pair.a(), pair.b())
                            .map(PeerStatus::verdict)
                            .filter(words -> words.startsWith(verdict.code() + ":"))
                            .isPresent());
            String what = first + " and " + second;
            new Figures(what + ": first packet → answer", RELAYED, List.of(relayed))
                    .print()
                    .assertNearTarget();
            new Figures(what + ": first packet → verdict", TOLD, List.of(told))
                    .print()
                    .assertWithin(TOLD);
            int before = attempts.count();
            Await.pass(WATCHED);
            int after = attempts.count() - before;
            EchoReport report = flow.since(0);
            System.out.printf(
                    "%s: %d datagrams to the peer's address before the verdict, %d in %d s after it; %s: %s; %s%n",
                    what,
                    before,
                    after,
                    WATCHED.toSeconds(),
                    pair.ofB().verdict(),
                    report,
                    pair.b().host());
            assertThat(after).isLessThan(2 * DATAGRAMS_A_ROUND * rounds());
            assertThat(pair.isRelayed()).isTrue();
            assertThat(pair.ofB().verdict()).startsWith(verdict.code() + ":");
            assertThat(report.lost()).isZero();
        }
    }

    /** At 15, 30, 60 and then each 120 s; one may have begun before the verdict. */
    private static int rounds() {
        return 1 + (WATCHED.toSeconds() < 60 ? 1 : 2 + (int) WATCHED.toSeconds() / 120);
    }

    /** What the two hosts themselves send to each other's public address, before any router drops it. */
    private static final class Attempts implements AutoCloseable {
        private final List<Site> sites;
        private final List<Capture> captures;

        Attempts(List<Site> sites) {
            this.sites = sites;
            captures = sites.stream()
                    .map(site -> Capture.on(
                            site.host(), "to-" + site.routers().getFirst().host()))
                    .toList();
        }

        int count() {
            int count = 0;
            for (int i = 0; i < sites.size(); i++) {
                String other = sites.get(1 - i).address();
                count += (int) captures.get(i).datagrams().stream()
                        .map(Capture.Datagram::destination)
                        .map(Endpoint::address)
                        .filter(address -> address.toString().equals(other))
                        .count();
            }
            return count;
        }

        @Override
        public void close() {
            captures.forEach(Capture::close);
        }
    }
}
