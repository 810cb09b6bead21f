package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.HostPort;
import dev.culvert.edge.nat.ServerKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When STUN servers are looked up, and whom that is told. */
class StunNamesTest {
    private final Map<String, String> dns = new HashMap<>();
    private final Queue<Runnable> lookUps = new ArrayDeque<>();
    private final List<String> found = new ArrayList<>();
    private final StunNames names = new StunNames(
            Runnable::run,
            List.of(server("one.example:3478"), server("two.example:3479")),
            endpoint -> true,
            (server, endpoints) -> found.add(server.place().host() + " " + endpoints),
            new FakeDns());

    private static StunNames.Server server(String place) {
        return StunNames.Server.of(HostPort.parse(place), ServerKind.PUBLIC);
    }

    private List<String> resolve() {
        names.resolve();
        return finish();
    }

    private List<String> finish() {
        for (Runnable next = lookUps.poll(); next != null; next = lookUps.poll()) {
            next.run();
        }
        List<String> told = List.copyOf(found);
        found.clear();
        return told;
    }

    @Test
    void whoWasFoundBeforeIsLookedUpToo_andReplaced() {
        dns.put("one.example", "10.1.1.1"); // a captive portal's
        assertThat(resolve()).containsExactly("one.example [10.1.1.1:3478]");
        dns.put("one.example", "192.0.2.1");
        dns.put("two.example", "192.0.2.2");
        assertThat(resolve()).containsExactly("one.example [192.0.2.1:3478]", "two.example [192.0.2.2:3479]");
        assertThat(resolve()).as("no news").isEmpty();
    }

    @Test
    void whoIsNotFoundAnyMore_staysWhereHeWas() {
        dns.put("one.example", "192.0.2.1");
        resolve();
        dns.clear();
        assertThat(resolve()).isEmpty();
        dns.put("one.example", "192.0.2.1");
        assertThat(resolve()).isEmpty();
    }

    @Test
    void aRequestMeanwhile_isRemembered() {
        names.resolve();
        lookUps.remove().run();
        names.resolve();
        names.resolve();
        lookUps.remove().run(); // both have failed by now, and the network is there
        dns.put("one.example", "192.0.2.1");
        assertThat(finish()).containsExactly("one.example [192.0.2.1:3478]");
        assertThat(names.isUnderWay()).isFalse();
    }

    private final class FakeDns implements StunNames.Resolver {
        @Override
        public void start(String host, Runnable lookUp) {
            lookUps.add(lookUp);
        }

        @Override
        public InetAddress[] addresses(String host) throws UnknownHostException {
            String address = dns.get(host);
            if (address == null) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.ofLiteral(address)};
        }
    }
}
