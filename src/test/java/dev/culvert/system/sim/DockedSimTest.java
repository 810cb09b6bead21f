package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.CommunityKeys;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A laptop is docked into the network of another, to which it has a direct path through the internet that stays:
 *
 * <pre>
 *  a ── NAT ══ internet ══ NAT ── b
 *  └──────────── LAN ─────────────┘
 * </pre>
 */
class DockedSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final String DOCKED = "192.168.77.50";
    private static final Duration PING = Duration.ofMillis(100);

    private final SimInternet internet = new SimInternet(3);
    private final SimNetwork network = internet.network();
    private final SimSupernode supernode = internet.supernodeWithTwoAddresses();

    private SimMember member(SimHost host, String overlay) {
        return new SimMember(host, KEYS, overlay, supernode).start().detect();
    }

    private static IpAddress remote(SimMember member) {
        Path path = Objects.requireNonNull(member.peers().getFirst().sendState().path());
        return path.remote().address();
    }

    @Test
    void nearerPath_isFound_whileTheOtherLives() {
        SimMember a = member(internet.host(NatKind.CONE, true), "10.0.0.1/24");
        SimMember b = member(internet.host(NatKind.CONE, true), "10.0.0.2/24");
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(2));
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(30));
        assertThat(a.isDirect() && b.isDirect()).isTrue();
        assertThat(remote(a)).isEqualTo(b.host().outerAddress());

        a.host().alsoBehind(b.host().nats().getFirst(), DOCKED);
        a.changeNetwork();
        network.runUntil(
                () -> remote(a).equals(b.host().address()) && remote(b).equals(IpAddress.parse(DOCKED)),
                Duration.ofSeconds(10));
        network.run(Duration.ofSeconds(60));
        assertThat(remote(a)).as("it stays").isEqualTo(b.host().address());
    }
}
