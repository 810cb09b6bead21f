package dev.culvert.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Capture;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ping between any two hosts, whatever NAT they are behind, by a supernode that sees nothing of it. */
final class RelayTest {
    private static final byte[] MARK = "mark of 16 bytes".getBytes(UTF_8);

    @AutoClose
    private static final Overlay overlay = new Overlay().relayed();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final Overlay.Community community = overlay.community();
    private static final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.behind(NatKind.RANDOM), "10.0.0.2/24");
    private static final EdgeProcess c = overlay.edge(overlay.onTheInternet(), "10.0.0.3/24");

    @BeforeAll
    static void start() {
        supernode.start();
        overlay.start(community, List.of(supernode), a, b, c);
    }

    @Test
    void everyPairPings_andStatusSaysHowAndWhy() {
        for (EdgeProcess from : List.of(a, b, c)) {
            for (EdgeProcess to : List.of(a, b, c)) {
                if (from != to) {
                    assertThat(from.ping(to, 5).lost())
                            .as("%s to %s", from.host(), to.host())
                            .isZero();
                    PeerStatus peer = Overlay.peer(from, to).orElseThrow();
                    assertThat(peer.path()).isEqualTo(PathKind.RELAY);
                    assertThat(peer.verdict()).startsWith("disabled: ");
                    assertThat(peer.name()).isEqualTo(to.host().name());
                }
            }
        }
        assertThat(supernode.status().relays()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void edgeOnTheSupernodesHost_worksAsAnyOther() {
        EdgeProcess server = overlay.edge(supernode.host(), "10.0.0.9/24");
        overlay.start(community, List.of(supernode), server);
        assertThat(a.ping(server, 10).lost()).isZero();
        assertThat(server.ping(b, 10).lost()).isZero();
        server.stop();
    }

    @Test
    void automaticAddresses_differ_andOutliveRestarts() throws IOException {
        SupernodeProcess own = SupernodeProcess.on(supernode.host(), 7655);
        own.start("--stun-port", "3479");
        Overlay.Community other = overlay.community();
        EdgeProcess first = overlay.edge(overlay.onTheInternet(), "auto");
        EdgeProcess second = overlay.edge(overlay.onTheInternet(), "auto");
        overlay.start(other, List.of(own), first, second);
        IpPrefix firsts = address(first);
        IpPrefix seconds = address(second);
        assertThat(firsts).isNotEqualTo(seconds);
        assertThat(firsts.network()).isEqualTo(IpPrefix.parse("10.0.0.0/24")).isEqualTo(seconds.network());
        assertThat(first.host().ping(seconds.address().toString(), 5).lost()).isZero();

        first.stop();
        first.restart();
        assertThat(address(first)).isEqualTo(firsts);

        second.kill();
        own.kill();
        own.restart();
        Files.delete(second.stateDirectory().resolve("automatic-address"));
        second.restart();
        assertThat(address(second)).isEqualTo(seconds);
        Overlay.awaitRegistered(first);
        assertThat(address(first)).isEqualTo(firsts);
        // The first edge may still believe in the registration of before: what it shows is no sign that it came back.
        PingWatch.start(second.host(), firsts.address().toString(), Duration.ofMillis(100))
                .awaitReplies();
        assertThat(second.host().ping(firsts.address().toString(), 5).lost()).isZero();
    }

    private static IpPrefix address(EdgeProcess edge) {
        Overlay.awaitRegistered(edge);
        return edge.status().address().orElseThrow();
    }

    @Test
    void captureAtTheSupernode_showsNothingOfAMarkedPing() {
        try (Capture outside = Capture.on(supernode.host(), "to-isp");
                Capture inside = Capture.on(b.host(), b.device())) {
            String pattern = HexFormat.of().formatHex(MARK);
            a.host()
                    .attempt(Duration.ofSeconds(20), List.of("ping", "-c5", "-i0.2", "-p", pattern, b.address()))
                    .orFail();
            assertThat(inside.saw(MARK)).isTrue();
            assertThat(outside.datagrams()).hasSizeGreaterThanOrEqualTo(20); // each packet in and out again
            assertThat(outside.saw(MARK)).isFalse();
        }
    }

    @Test
    void whatTheSupernodeStores_isNoSecret() {
        CommunityKeys keys = CommunityKeys.derive(community.name(), community.secret());
        Await.until(
                "the registrations are stored",
                Overlay.PATIENCE,
                () -> isStored(PublicKey.parse(c.publicKey()).bytes()));
        byte[] derived = Base64.getDecoder().decode(keys.encoded());
        int half = derived.length / 2;
        assertThat(isStored(keys.publicKey().bytes()))
                .as("control: its public key")
                .isTrue();
        assertThat(isStored(CommunitySecret.parse(community.secret()).bytes())).isFalse();
        assertThat(isStored(community.secret().getBytes(UTF_8))).isFalse();
        assertThat(isStored(community.name().getBytes(UTF_8))).isFalse();
        assertThat(isStored(Arrays.copyOf(derived, half))).isFalse();
        assertThat(isStored(Arrays.copyOfRange(derived, half, derived.length))).isFalse();
    }

    /** Whether a file of the supernode has these bytes, as they are or in base64 as its registrations are. */
    private static boolean isStored(byte[] bytes) {
        return stored().anyMatch(content -> Capture.contains(content, bytes));
    }

    private static Stream<byte[]> stored() {
        try (Stream<Path> files = Files.walk(supernode.stateDirectory())) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".so"))
                    .toList()
                    .stream()
                    .map(RelayTest::read)
                    .flatMap(content -> Stream.concat(Stream.of(content), decoded(content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<byte[]> decoded(byte[] content) {
        return new String(content, UTF_8)
                .lines()
                .filter(line -> line.matches("[A-Za-z0-9+/=]{40,}") && line.length() % 4 == 0)
                .map(Base64.getDecoder()::decode);
    }
}
