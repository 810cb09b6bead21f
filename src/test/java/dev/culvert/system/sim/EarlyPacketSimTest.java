package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edges that have something to say to each other before they know what their NATs do, or how many these are. */
class EarlyPacketSimTest {
    private static final CommunityKeys KEYS = CommunityKeys.derive("early", "a secret of eleven words");
    private static final int TRIALS = Integer.getInteger("culvert.trials", 40);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    @ParameterizedTest
    @CsvSource({"CONE, true", "CONE, false", "DOUBLE_CONE, true", "DOUBLE_CONE, false"})
    void whoeverIsEarly_meetsSoon(NatKind kind, boolean inputAccept) {
        List<Duration> times = new ArrayList<>();
        for (int seed = 0; seed < TRIALS; seed++) {
            SimInternet internet = new SimInternet(seed);
            SimNetwork network = internet.network();
            SimSupernode supernode = internet.supernode();
            SimMember a = new SimMember(internet.host(kind, inputAccept), KEYS, "10.0.0.1/24", supernode).start();
            SimMember b = new SimMember(internet.host(kind, inputAccept), KEYS, "10.0.0.2/24", supernode).start();
            a.detect();
            b.detect();
            network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(60));
            network.run(Duration.ofMillis(20L * (seed % 50))); // in which the depth is found
            a.ping(b.overlay());
            a.pingEvery(Duration.ofMillis(100), b);
            times.add(network.runUntil(() -> a.isDirect() && b.isDirect(), Duration.ofSeconds(60)));
        }
        System.out.println(kind + ", input " + (inputAccept ? "accept" : "drop") + ": " + times);
        assertThat(times).allMatch(time -> time.compareTo(LONGEST) <= 0);
    }
}
