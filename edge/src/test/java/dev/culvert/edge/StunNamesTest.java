package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.HostPort;
import dev.culvert.edge.nat.ServerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When STUN servers are looked up, and whom that is told. */
class StunNamesTest {
    private final FakeDns dns = new FakeDns();
    private final List<String> found = new ArrayList<>();
    private final StunNames names = new StunNames(
            Runnable::run,
            List.of(server("one.example:3478"), server("two.example:3479")),
            endpoint -> true,
            (server, endpoints) -> found.add(server.place().host() + " " + endpoints),
            dns);

    private static StunNames.Server server(String place) {
        return StunNames.Server.of(HostPort.parse(place), ServerKind.PUBLIC);
    }

    private List<String> resolve() {
        names.resolve();
        return finish();
    }

    private List<String> finish() {
        for (Runnable next = dns.lookUps.poll(); next != null; next = dns.lookUps.poll()) {
            next.run();
        }
        List<String> told = List.copyOf(found);
        found.clear();
        return told;
    }

    @Test
    void whoWasFoundBeforeIsLookedUpToo_andReplaced() {
        dns.hosts.put("one.example", "10.1.1.1"); // a captive portal's
        assertThat(resolve()).containsExactly("one.example [10.1.1.1:3478]");
        dns.hosts.put("one.example", "192.0.2.1");
        dns.hosts.put("two.example", "192.0.2.2");
        assertThat(resolve()).containsExactly("one.example [192.0.2.1:3478]", "two.example [192.0.2.2:3479]");
        assertThat(resolve()).as("no news").isEmpty();
    }

    @Test
    void whoIsNotFoundAnyMore_staysWhereHeWas() {
        dns.hosts.put("one.example", "192.0.2.1");
        resolve();
        dns.hosts.clear();
        assertThat(resolve()).isEmpty();
        dns.hosts.put("one.example", "192.0.2.1");
        assertThat(resolve()).isEmpty();
    }

    @Test
    void aRequestMeanwhile_isRemembered() {
        names.resolve();
        dns.lookUps.remove().run();
        names.resolve();
        names.resolve();
        dns.lookUps.remove().run(); // both have failed by now, and the network is there
        dns.hosts.put("one.example", "192.0.2.1");
        assertThat(finish()).containsExactly("one.example [192.0.2.1:3478]");
        assertThat(names.isUnderWay()).isFalse();
    }
}
