package dev.culvert.system;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An edge's address changes under traffic, or that of the NAT before it, of which it is not told. */
final class AddressChangeTest {
    private static final Duration DIRECT_AGAIN = Duration.ofSeconds(2);

    @AutoClose
    private static final Backbone backbone = Backbone.open();

    @Test
    void addressInTheLan() {
        List<Site> sites = backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP);
        Host host = sites.getFirst().host();
        measure("address in the LAN changed → direct again", sites, i -> {
            String to = "192.168.1." + (i + 3);
            String device = "to-" + sites.getFirst().routers().getFirst().host();
            host.exec(
                    "sh",
                    "-c",
                    "ip addr flush dev %1$s && ip addr add %2$s/24 dev %1$s && ip route add default via 192.168.1.1"
                            .formatted(device, to));
        });
    }

    @Test
    void publicAddress() {
        List<Site> sites = backbone.sites(SiteKind.OPEN, SiteKind.CONE, InputPolicy.DROP);
        measure("public address changed → direct again", sites, renumbering(sites));
    }

    @Test
    void addressOfTheNat() {
        List<Site> sites = backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP);
        measure("address of the NAT changed → direct again", sites, renumbering(sites));
    }

    private interface Change {
        void make(int number);
    }

    private static Change renumbering(List<Site> sites) {
        List<Site> present = new ArrayList<>(sites);
        return _ -> present.set(0, backbone.renumber(present.getFirst()));
    }

    private static void measure(String what, List<Site> sites, Change change) {
        List<Duration> taken = new ArrayList<>();
        try (DirectPair pair = backbone.pair(sites);
                EchoFlow flow = pair.flow()) {
            for (int i = 0; i < Figures.repetitions(2); i++) {
                pair.awaitDirect();
                flow.awaitAnswers();
                Optional<Endpoint> before = pair.whereBSends();
                int first = flow.sent();
                long startNs = System.nanoTime();
                change.make(i);
                pair.await(
                        "both are direct again",
                        DirectPair.PATIENCE,
                        () -> pair.isDirect() && !pair.whereBSends().equals(before));
                flow.awaitAnswers();
                taken.add(Duration.ofNanos(System.nanoTime() - startNs));
                EchoReport report = flow.since(first);
                System.out.printf("%s: %s → %s, %s%n", what, before, pair.whereBSends(), report);
            }
        }
        new Figures(what, DIRECT_AGAIN, taken).print().assertNearTarget();
    }
}
