package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.Macs;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.supernode.status.CommunityReport;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SpoofedSender;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 100,000 datagrams from addresses that their sender does not own, on a cable of its own to the supernode, where every
 * byte in either direction is the flood's.
 */
final class SpoofedFloodTest {
    private static final int DATAGRAMS = 100_000;
    private static final int BURST = 100;
    private static final long BURST_GAP_NS = 8_000_000; // 12,500 a second
    /** 100.64.0.0/10, which is routed to the attacker, as its answers are. */
    private static final int SOURCES = 0x6440_0000;

    private static final int SOURCE_BITS = 22;
    /** Classes loaded, and tables grown to their bounds; 100,000 sources remembered would be 10 MB at least. */
    private static final long HEAP_SLACK_BYTES = 6 << 20;

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.behind(NatKind.RANDOM), "10.0.0.2/24");
    private static final Host attacker = overlay.lab().host("mallory");

    /** What is sent; each is what the supernode answers without knowing the sender, or what costs it most. */
    enum Kind {
        HELLO {
            @Override
            byte[] datagram(Random random) {
                byte[] nonce = new byte[CulvertLayout.HELLO_NONCE_BYTES];
                random.nextBytes(nonce);
                return CulvertLayout.hello(nonce);
            }
        },
        /** What opens a Register: with the right mac1, and random behind it. */
        INITIATION {
            @Override
            byte[] datagram(Random random) {
                byte[] message = new byte[MessageLayout.INITIATION_BYTES];
                random.nextBytes(message);
                System.arraycopy(new byte[] {1, 0, 0, 0}, 0, message, 0, 4);
                Macs.writeMac1(Macs.mac1Key(PublicKey.parse(supernode.publicKey())), message);
                return message;
            }
        },
        KEEP {
            @Override
            byte[] datagram(Random random) {
                return CulvertLayout.keep(random.nextInt(), random.nextLong());
            }
        },
        /** A data message to any relay, under any token. */
        RELAY {
            @Override
            byte[] datagram(Random random) {
                byte[] message = new byte[CulvertLayout.RELAY_HEADER_BYTES + 48];
                random.nextBytes(message);
                CulvertLayout.writeRelayHeader(message, 0, random.nextInt(1 << 12), random.nextLong());
                System.arraycopy(new byte[] {4, 0, 0, 0}, 0, message, CulvertLayout.RELAY_HEADER_BYTES, 4);
                return message;
            }
        };

        abstract byte[] datagram(Random random);
    }

    @BeforeAll
    static void start() {
        supernode.start();
        overlay.lab().link(attacker, "198.18.0.1/30", supernode.host(), "198.18.0.2/30");
        supernode.host().ip("route add 100.64.0.0/10 via 198.18.0.1");
        overlay.start(overlay.community(), List.of(supernode), a, b);
        assertThat(a.ping(b, 3).lost()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoState_drawsNoMoreThanItSends_andMembersGoOn(Kind kind) throws IOException {
        List<CommunityReport> communities = communities();
        try (PingWatch ping =
                PingWatch.start(a.host(), b.address(), Duration.ofMillis(50)).awaitReplies()) {
            long sentBefore = bytes("tx");
            long answeredBefore = bytes("rx");
            long heapBefore = supernode.liveHeapBytes();
            flood(kind);
            ping.awaitReplies();
            long sent = bytes("tx") - sentBefore;
            long answered = bytes("rx") - answeredBefore;
            long heap = supernode.liveHeapBytes() - heapBefore;
            System.out.printf(
                    "%-10s %,d bytes sent, %,d answered; heap %+,d bytes; %d pings lost of %d%n",
                    kind, sent, answered, heap, ping.lost(), ping.replies().size());
            assertThat(answered).isLessThanOrEqualTo(sent);
            assertThat(heap).isLessThan(HEAP_SLACK_BYTES);
            // A busy machine may lose some of them, as it loses some of the flood: for want of processor time.
            assertThat(ping.lost()).isLessThan(ping.replies().size() / 2);
        }
        assertThat(communities()).isEqualTo(communities);
        assertThat(supernode.count(CounterId.EDGES_REGISTERED)).isEqualTo(2);
        assertThat(a.ping(b, 5).lost()).isZero();
    }

    private static void flood(Kind kind) throws IOException {
        Random random = new Random(1);
        byte[][] datagrams = new byte[1_000][];
        Arrays.setAll(datagrams, i -> kind.datagram(random));
        InetSocketAddress victim = new InetSocketAddress(InetAddress.getByName("198.18.0.2"), supernode.port());
        try (SpoofedSender sender = SpoofedSender.on(attacker)) {
            long nextNs = System.nanoTime();
            for (int i = 0; i < DATAGRAMS; i++) {
                if (i % BURST == 0) {
                    nextNs += BURST_GAP_NS;
                    LockSupport.parkNanos(nextNs - System.nanoTime());
                }
                int source = SOURCES | random.nextInt(1 << SOURCE_BITS);
                sender.send(source, 1024 + random.nextInt(60_000), victim, datagrams[i % datagrams.length]);
            }
        }
    }

    /** Who is registered, without what time alone changes. */
    private static List<CommunityReport> communities() {
        return supernode.status().communities().stream()
                .map(community -> new CommunityReport(
                        community.id(),
                        community.prefix(),
                        community.edges().stream()
                                .map(edge -> new EdgeReport(
                                        edge.address(),
                                        edge.key(),
                                        edge.name(),
                                        edge.endpoint(),
                                        edge.present(),
                                        OptionalLong.empty()))
                                .toList(),
                        community.relays()))
                .toList();
    }

    /** Bytes that the attacker's cable has carried, link headers included. */
    private static long bytes(String direction) {
        return Long.parseLong(attacker.exec("cat", "/sys/class/net/to-sn1/statistics/" + direction + "_bytes")
                .out()
                .strip());
    }
}
