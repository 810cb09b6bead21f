package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.ImpairedLink;
import dev.culvert.system.lab.Lab;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Datagrams that nobody should send, at a running edge: each is counted once, none changes anything or is logged.
 *
 * <pre>
 *  a (victim) 192.0.2.1 ── tapped link ── 192.0.2.2 b (its peer, and a stranger on another port)
 *             10.0.0.1  ~~~~ tunnel ~~~~  10.0.0.2
 * </pre>
 */
final class HostileDatagramsTest {
    private static final int IPV4_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final long GAP_NS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host hostA = lab.host("a");
    private final Host hostB = lab.host("b");
    private final ImpairedLink link = lab.impairedLink(hostA, "192.0.2.1/24", hostB, "192.0.2.2/24", 3);
    private final EdgeProcess victim = EdgeProcess.on(hostA, "10.0.0.1/24", 7777);
    private final EdgeProcess peer = EdgeProcess.on(hostB, "10.0.0.2/24", 7777);
    private final List<byte[]> toVictim = new CopyOnWriteArrayList<>();
    private final List<byte[]> fromVictim = new CopyOnWriteArrayList<>();
    private String logBefore = "";

    @BeforeEach
    void start() {
        victim.start(peer.asPeer().endpoint("192.0.2.2:7777"));
        peer.start(victim.asPeer().endpoint("192.0.2.1:7777"));
        logBefore = victim.log();
        link.backward().tap(toVictim::add);
        link.forward().tap(fromVictim::add);
    }

    @AfterEach
    void nothingLoggedAndTheTunnelWorks() {
        assertThat(victim.log()).isEqualTo(logBefore);
        assertThat(victim.ping(peer, 5).lost()).isZero();
        assertThat(peer.ping(victim, 5).lost()).isZero();
        assertThat(victim.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
        assertThat(victim.count(CounterId.ENDPOINT_MOVES)).isZero();
    }

    /** Sends, one by one, and waits until each was dropped for a reason. */
    private <T> void assertEachIsDropped(List<T> datagrams, Consumer<T> sender) {
        long before = victim.dropped();
        for (T datagram : datagrams) {
            sender.accept(datagram);
            LockSupport.parkNanos(GAP_NS);
        }
        Await.holds(PATIENCE, () -> victim.dropped() >= before + datagrams.size());
        assertThat(victim.dropped() - before).isEqualTo(datagrams.size());
    }

    private void fromStranger(List<byte[]> payloads) {
        try (DatagramSocket stranger = hostB.call(DatagramSocket::new)) {
            InetAddress target = InetAddress.ofLiteral("192.0.2.1");
            assertEachIsDropped(payloads, payload -> {
                try {
                    stranger.send(new DatagramPacket(payload, payload.length, target, 7777));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void garbageOfEveryLength_isCounted() {
        Random random = new Random(1);
        fromStranger(IntStream.range(0, 1400)
                .mapToObj(length -> {
                    byte[] garbage = new byte[length];
                    random.nextBytes(garbage);
                    return garbage;
                })
                .toList());
    }

    @Test
    void garbageThatLooksLikeWireGuard_isCounted() {
        Random random = new Random(2);
        int[] lengths = {0, 148, 92, 64, 32, 128};
        fromStranger(IntStream.range(0, 1000)
                .mapToObj(i -> {
                    int type = 1 + i % 4;
                    byte[] garbage = new byte[lengths[type + (i % 8 == 7 ? 1 : 0)]];
                    random.nextBytes(garbage);
                    System.arraycopy(new byte[] {(byte) type, 0, 0, 0}, 0, garbage, 0, 4);
                    return garbage;
                })
                .toList());
    }

    @Test
    void truncatedDatagrams_areCounted() {
        assertThat(peer.ping(victim, 3).lost()).isZero();
        fromStranger(toVictim.stream()
                .map(HostileDatagramsTest::payload)
                .flatMap(payload -> IntStream.range(1, payload.length).mapToObj(cut -> Arrays.copyOf(payload, cut)))
                .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replayedDatagrams_areCounted(boolean victimInitiates) {
        assertThat((victimInitiates ? victim.ping(peer, 5) : peer.ping(victim, 5)).lost())
                .isZero();
        List<byte[]> recorded = List.copyOf(toVictim);
        assertThat(recorded).hasSizeGreaterThan(5);
        assertEachIsDropped(recorded, link.backward()::inject);
        assertThat(victim.count(CounterId.DROP_REPLAY_DUPLICATE)).isGreaterThanOrEqualTo(5);
        assertThat(victim.count(victimInitiates ? CounterId.DROP_BAD_RESPONSE : CounterId.DROP_INITIATION_REPLAY))
                .isEqualTo(1);
    }

    @Test
    void reflectedDatagrams_areCounted() {
        assertThat(victim.ping(peer, 5).lost()).isZero();
        List<byte[]> reflected =
                fromVictim.stream().map(HostileDatagramsTest::reflected).toList();
        assertEachIsDropped(reflected, link.backward()::inject);
        assertThat(victim.count(CounterId.DROP_BAD_MAC1)).isEqualTo(1);
        assertThat(victim.count(CounterId.DROP_UNKNOWN_INDEX)).isGreaterThanOrEqualTo(5);
    }

    private static byte[] payload(byte[] packet) {
        return Arrays.copyOfRange(packet, IPV4_HEADER + UDP_HEADER, packet.length);
    }

    /** The same packet on its way back: addresses and ports swapped, which leaves both checksums right. */
    private static byte[] reflected(byte[] packet) {
        byte[] back = packet.clone();
        System.arraycopy(packet, 12, back, 16, 4);
        System.arraycopy(packet, 16, back, 12, 4);
        System.arraycopy(packet, IPV4_HEADER, back, IPV4_HEADER + 2, 2);
        System.arraycopy(packet, IPV4_HEADER + 2, back, IPV4_HEADER, 2);
        return back;
    }
}
