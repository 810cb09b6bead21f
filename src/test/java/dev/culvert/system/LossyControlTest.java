package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.ImpairedLink;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Of all packets from and to each edge 30 % are lost: registration, introduction and relaying take longer, and come about.
 * How long is printed, with {@code -Dculvert.repetitions=30} from as many starts; LossSimTest simulates many more.
 *
 * <pre>
 *  e1 198.18.1.2 ── 20 ms, 30 % lost ──┐
 *                                      ├─ isp ── sn1 198.51.100.2
 *  e2 198.18.2.2 ── 20 ms, 30 % lost ──┘
 * </pre>
 */
final class LossyControlTest {
    private static final Impairment LOSSY =
            Impairment.NONE.delay(Duration.ofMillis(20)).loss(0.3);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** The slowest of some thousand simulated starts took half of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What goes by a session with the supernode, or makes one; packets for peers are relayed. */
    private static final Set<MessageKind> IN_SESSION = Set.of(MessageKind.INITIATION, MessageKind.DATA);

    private static final int IPV4_PROTOCOL = 9;
    private static final int UDP = 17;
    private static final int IPV4_AND_UDP_BYTES = 28;

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final Site a = site("198.18.1.", "10.0.0.1/24");
    private static final Site b = site("198.18.2.", "10.0.0.2/24");
    private static final Overlay.Community community = overlay.community();

    /** An edge on a bad line. */
    private record Site(String network, ImpairedLink line, EdgeProcess edge) {
        void launch() {
            edge.launch(Stream.concat(
                            Overlay.joining(community, overlay.place(supernode)).stream(),
                            Stream.of("--path", "relay", "-n", edge.host().name()))
                    .toList());
        }

        boolean isRegistered() {
            return edge.status().supernodes().getFirst().state() == SupernodeState.REGISTERED;
        }

        /** Whether it is registered, and has been told inside the session that it is seen here. */
        boolean isSeenAt(String address) {
            return isRegistered()
                    && edge.status().supernodes().getFirst().observed().stream()
                            .anyMatch(seen -> seen.address().toString().equals(address));
        }

        boolean knows(Site other) {
            return Overlay.peer(edge, other.edge)
                    .map(PeerStatus::name)
                    .filter(name -> !name.isEmpty())
                    .isPresent();
        }

        /** The internet sees it at another address from now on, as behind a NAT that has got one; it cannot know. */
        void moveTo(String address) {
            String own = network + "2";
            String table = "ip " + edge.host().name();
            line.link()
                    .b()
                    .exec(
                            "nft",
                            "add table %1$s; delete table %1$s; table %1$s { chain move {".formatted(table)
                                    + " type filter hook prerouting priority 0;"
                                    + " ip saddr %1$s ip saddr set %2$s;".formatted(own, address)
                                    + " ip daddr %2$s ip daddr set %1$s; }; }".formatted(own, address));
        }

        /** Tells of each datagram that leaves from now on, lost or not. */
        void onSent(Consumer<MessageKind> listener) {
            line.forward().tap(packet -> {
                int length = packet.length - IPV4_AND_UDP_BYTES;
                if (length > 0 && packet[IPV4_PROTOCOL] == UDP) {
                    listener.accept(MessageKind.of(packet, IPV4_AND_UDP_BYTES, length));
                }
            });
        }

        double lost() {
            long sent = line.forward().sent() + line.backward().sent();
            return 1 - (line.forward().delivered() + line.backward().delivered()) / (double) sent;
        }
    }

    /** When something was first said in the session after a KEEP, the answer to which had caused it. */
    private static final class Asked implements Consumer<MessageKind> {
        private boolean kept;
        private Optional<Instant> at = Optional.empty();

        @Override
        public synchronized void accept(MessageKind sent) {
            kept |= sent == MessageKind.KEEP;
            if (kept && at.isEmpty() && IN_SESSION.contains(sent)) {
                at = Optional.of(Instant.now());
            }
        }

        synchronized Instant at() {
            return at.orElseThrow();
        }
    }

    private static Site site(String network, String address) {
        ImpairedLink line = overlay.impairedLine(network);
        Host host = line.link().a();
        return new Site(network, line, overlay.edge(host, address));
    }

    @BeforeAll
    static void startSupernode() {
        supernode.start();
    }

    @AfterEach
    void stopEdges() {
        impair(Impairment.NONE); // they say goodbye
        overlay.stopEdges();
    }

    private static void impair(Impairment impairment) {
        Stream.of(a, b).forEach(site -> site.line.both(impairment));
    }

    /** Of both at once. */
    private static List<Duration> both(Function<Site, Duration> measurement) {
        return Concurrently.all(Stream.of(a, b)
                .<Supplier<Duration>>map(site -> () -> measurement.apply(site))
                .toList());
    }

    private static Duration until(String what, Instant from, Supplier<Boolean> condition) {
        Await.until(what, PATIENCE, condition::get);
        return Duration.between(from, Instant.now());
    }

    @Test
    void edgesRegister_areIntroduced_andPingEachOtherByRelay() {
        List<Duration> fromStart = new ArrayList<>();
        List<Duration> fromHello = new ArrayList<>();
        List<Duration> introduced = new ArrayList<>();
        List<Duration> answered = new ArrayList<>();
        for (int i = 0; i < Figures.repetitions(1); i++) {
            stopEdges();
            impair(LOSSY);
            fromStart.addAll(both(site -> {
                CompletableFuture<Instant> hello = new CompletableFuture<>();
                site.onSent(sent -> {
                    if (sent == MessageKind.HELLO) {
                        hello.complete(Instant.now());
                    }
                });
                Instant started = Instant.now();
                site.launch();
                site.edge.awaitReady();
                Duration taken = until(site.edge.host() + " is registered", started, site::isRegistered);
                synchronized (fromHello) {
                    fromHello.add(taken.minus(Duration.between(started, hello.join())));
                }
                return taken;
            }));
            Instant asked = Instant.now();
            try (PingWatch ping = PingWatch.start(a.edge.host(), b.edge.address(), INTERVAL)) {
                List<Duration> taken = Concurrently.all(List.of(
                        () -> until("a knows b", asked, () -> a.knows(b)),
                        () -> until("b knows a", asked, () -> b.knows(a)),
                        () -> ping.firstReplyAfter(asked, PATIENCE)));
                introduced.addAll(taken.subList(0, 2));
                answered.add(taken.getLast());
            }
        }
        print("start → Registered", fromStart);
        print("first HELLO → Registered", fromHello);
        print("first ping → introduced, each end", introduced);
        print("first ping → a ping answered by relay", answered);
        assertThat(List.of(a.lost(), b.lost())).as("loss on the lines").allMatch(loss -> loss > 0.1);
    }

    @Test
    void edgesThatAreSeenElsewhere_bindTheirRelaysToIt() {
        both(site -> {
            Instant started = Instant.now();
            site.launch();
            site.edge.awaitReady();
            return until(site.edge.host() + " is registered", started, site::isRegistered);
        });
        impair(LOSSY);
        List<Duration> bound = new ArrayList<>();
        for (int i = 0; i < Figures.repetitions(1); i++) {
            int number = 3 + i % 2;
            bound.addAll(both(site -> {
                String elsewhere = site.network + number;
                Asked asked = new Asked();
                site.onSent(asked);
                site.moveTo(elsewhere);
                // The next KEEP's answer shows it, some 20 s later.
                var _ = until(site.edge.host() + " is seen elsewhere", Instant.now(), () -> site.isSeenAt(elsewhere));
                return Duration.between(asked.at(), Instant.now());
            }));
        }
        print("RelayBind → RelayBound", bound);
    }

    private static void print(String what, List<Duration> values) {
        System.out.println(new Figures("30 % loss: " + what, PATIENCE, List.copyOf(values)));
    }
}
