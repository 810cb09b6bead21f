package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Edges that do not fit into their community, or that it has no room for: each is told why, the others go on. */
final class BadCommunityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final Host thirdHost = overlay.onTheInternet();
    private static final EdgeProcess a = overlay.edge(overlay.onTheInternet(), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.onTheInternet(), "10.0.0.2/24");

    @BeforeAll
    static void start() {
        supernode.start();
    }

    @AfterEach
    void stopEdges() {
        overlay.stopEdges();
    }

    /** Another supernode, beside the one for all. */
    private static SupernodeProcess another(int port, String... options) {
        SupernodeProcess another = SupernodeProcess.on(supernode.host(), port);
        another.start(Stream.concat(Stream.of("--stun-port", Integer.toString(port + 1000)), Arrays.stream(options))
                .toArray(String[]::new));
        return another;
    }

    private static void assertEnds(EdgeProcess edge, ExitCode code, String... words) {
        assertThat(edge.running().awaitExit(PATIENCE)).as(edge.log()).isEqualTo(code.status());
        assertThat(edge.log()).contains(words);
        assertThat(edge.host().exec("ip", "link").out()).doesNotContain(edge.device());
    }

    private static String words(EdgeProcess edge) {
        return edge.status().supernodes().stream()
                .map(SupernodeStatus::words)
                .findFirst()
                .orElseThrow();
    }

    /** Secrets that people choose; also Argon2id is on this way. */
    @Test
    void wrongSecret_neverMeetsTheOthers_andSaysSo() {
        EdgeProcess stranger = overlay.edge(thirdHost, "10.0.0.3/24");
        overlay.start(overlay.community("office", "correct horse"), List.of(supernode), a, b);
        overlay.start(overlay.community("office", "correct house"), List.of(supernode), stranger);
        stranger.running().awaitOutput("registered; no peer shares this secret", PATIENCE);
        assertThat(words(stranger)).isEqualTo("no peer shares this secret");
        assertThat(stranger.ping(a, 2).received()).isZero();
        assertThat(a.host().ping(stranger.address(), 2).received()).isZero();
        assertThat(a.ping(b, 3).lost()).isZero();
        assertThat(stranger.status().peers()).isEmpty();
        assertThat(Overlay.peer(a, stranger)).isEmpty();
    }

    @Test
    void addressOfAnother_isRefused_andItsHolderNamed() {
        Overlay.Community community = overlay.community();
        overlay.start(community, List.of(supernode), a, b);
        EdgeProcess second = overlay.edge(thirdHost, a.overlay());
        second.launch(Overlay.joining(community, overlay.place(supernode)));
        assertEnds(second, ExitCode.UNAVAILABLE, a.address(), a.publicKey());
        assertThat(b.ping(a, 3).lost()).isZero();
    }

    @Test
    void copiedState_theNewerWins_theOlderSaysSoAndStops() {
        Overlay.Community community = overlay.community();
        EdgeProcess newer = overlay.twin(b, thirdHost);
        overlay.start(community, List.of(supernode), a, b);
        assertThat(a.ping(b, 2).lost()).isZero();
        overlay.start(community, List.of(supernode), newer);
        assertEnds(b, ExitCode.BAD_CONFIGURATION, "newer start", "--state-dir");
        // The older one's last attempt may have drawn its packets once more.
        PingWatch.start(a.host(), newer.address(), Duration.ofMillis(100)).awaitReplies();
        Overlay.awaitRegistered(newer);
        assertThat(a.ping(newer, 3).lost()).isZero();
        assertThat(newer.isRunning()).isTrue();
    }

    @Test
    void otherPrefix_isRefused_andTheCommunitysNamed() {
        Overlay.Community community = overlay.community();
        overlay.start(community, List.of(supernode), a);
        EdgeProcess elsewhere = overlay.edge(thirdHost, "10.9.0.3/24");
        elsewhere.launch(Overlay.joining(community, overlay.place(supernode)));
        assertEnds(elsewhere, ExitCode.UNAVAILABLE, "10.9.0.3/24", "10.0.0.0/24");
    }

    @Test
    void communityNotAllowed_isRefused_andNamed() {
        Overlay.Community allowed = overlay.community();
        Overlay.Community other = overlay.community();
        SupernodeProcess choosy = another(7660, "--allow", id(allowed));
        overlay.start(allowed, List.of(choosy), a);
        b.start(Overlay.joining(other, overlay.place(choosy)));
        Overlay.awaitState(b, SupernodeState.REFUSED);
        assertThat(words(b)).contains(id(other));
        assertThat(b.log().lines().filter(line -> line.contains("refused"))).hasSize(1);
        choosy.stop();
    }

    private static String id(Overlay.Community community) {
        return CommunityKeys.derive(community.name(), community.secret()).id().toString();
    }

    @Test
    void fullCommunity_refusesUntilThereIsRoom() {
        Overlay.Community community = overlay.community();
        SupernodeProcess small = another(7661, "--max-edges-per-community", "1");
        overlay.start(community, List.of(small), a);
        b.start(Overlay.joining(community, overlay.place(small)));
        Overlay.awaitState(b, SupernodeState.REFUSED);
        assertThat(words(b)).contains("as many edges", "1");
        a.stop();
        Overlay.awaitRegistered(b);
        small.stop();
    }

    @Test
    void terminatedEdge_isGoneForAllAtOnce() {
        overlay.start(overlay.community(), List.of(supernode), a, b);
        assertThat(a.ping(b, 2).lost()).isZero();
        b.stop();
        Await.until(
                "a has forgotten b",
                Duration.ofSeconds(3),
                () -> Overlay.peer(a, b).isEmpty());
        assertThat(b.host().exec("ip", "link").out()).doesNotContain(b.device());
        assertThat(supernode.status().communities().stream()
                        .flatMap(community -> community.edges().stream())
                        .filter(EdgeReport::present)
                        .map(report -> report.key().toString()))
                .contains(a.publicKey())
                .doesNotContain(b.publicKey());
    }
}
