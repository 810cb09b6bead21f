package dev.culvert.system;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.status.PathChangeStatus;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PathStatus;
import dev.culvert.edge.status.PeerPaths;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Site;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Two running edges on a {@link Backbone}. One thread. */
final class DirectPair implements AutoCloseable {
    /** 100 packets a second. */
    static final Duration INTERVAL = Duration.ofMillis(10);

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_NS = Duration.ofMillis(20).toNanos();

    private final Backbone backbone;
    private final List<Site> sites;
    private final EdgeProcess a;
    private final EdgeProcess b;

    private DirectPair(Backbone backbone, List<Site> sites, int port) {
        this.backbone = backbone;
        this.sites = sites;
        a = EdgeProcess.on(sites.getFirst().host(), "10.0.0.1/24", port);
        b = EdgeProcess.on(sites.getLast().host(), "10.0.0.2/24", port + 1);
    }

    /** Starts both, and waits until they are registered and know their NATs. */
    static DirectPair start(Backbone backbone, List<Site> sites, int port, List<String> options) {
        DirectPair pair = new DirectPair(backbone, sites, port);
        pair.edges().forEach(edge -> edge.launch(options));
        pair.edges().forEach(EdgeProcess::awaitReady);
        pair.edges().forEach(Overlay::awaitRegistered);
        var _ = pair.await(
                "both know their NATs",
                PATIENCE,
                () -> pair.edges().stream()
                        .allMatch(edge -> edge.status()
                                .nat()
                                .filter(nat -> nat.mapping() != Mapping.UNKNOWN)
                                .isPresent()));
        return pair;
    }

    EdgeProcess a() {
        return a;
    }

    EdgeProcess b() {
        return b;
    }

    List<EdgeProcess> edges() {
        return List.of(a, b);
    }

    /** From a to b, 100 packets a second. */
    EchoFlow flow() {
        return EchoFlow.start(a, b, INTERVAL);
    }

    // -- the way between them ----------------------------------------------------------------------------------------

    /** What a's site sends to b's, as the router in the middle matches it. */
    String there() {
        return "ip saddr " + sites.getFirst().address() + " ip daddr "
                + sites.getLast().address();
    }

    /** What b's site sends to a's. */
    String back() {
        return "ip saddr " + sites.getLast().address() + " ip daddr "
                + sites.getFirst().address();
    }

    /** Nothing passes between the two sites. */
    void cut() {
        backbone.drop(there(), back());
    }

    // -- what the edges say of each other ----------------------------------------------------------------------------

    /** What a says of b. */
    PeerStatus ofB() {
        return Overlay.peer(a, b).orElseThrow();
    }

    /** What b says of a. */
    PeerStatus ofA() {
        return Overlay.peer(b, a).orElseThrow();
    }

    /** Whether both send straight to each other now. */
    boolean isDirect() {
        return isPath(Overlay.peer(a, b), PathKind.DIRECT) && isPath(Overlay.peer(b, a), PathKind.DIRECT);
    }

    /** Whether both send by a relay now. */
    boolean isRelayed() {
        return isPath(Overlay.peer(a, b), PathKind.RELAY) && isPath(Overlay.peer(b, a), PathKind.RELAY);
    }

    private static boolean isPath(Optional<PeerStatus> peer, PathKind path) {
        return peer.map(PeerStatus::path).filter(path::equals).isPresent();
    }

    /** Waits until both send straight to each other; how long that took. */
    Duration awaitDirect() {
        return await("both are direct", PATIENCE, this::isDirect);
    }

    /** Waits until both send by a relay; how long that took. */
    Duration awaitRelayed() {
        return await("both are relayed", PATIENCE, this::isRelayed);
    }

    /** Where b sends to. */
    Optional<Endpoint> whereBSends() {
        return ofA().endpoint();
    }

    /** Bytes of the largest packets that a and b send to each other. */
    List<Integer> packetLimits() {
        return Stream.of(ofB(), ofA())
                .flatMap(peer -> peer.paths().stream())
                .flatMap(paths -> paths.paths().stream())
                .filter(PathStatus::active)
                .map(PathStatus::packetLimit)
                .toList();
    }

    /** The changes of path that both remember. */
    int pathChanges() {
        return changes(ofB()).size() + changes(ofA()).size();
    }

    private static List<PathChangeStatus> changes(PeerStatus peer) {
        return peer.paths().map(PeerPaths::changes).orElse(List.of());
    }

    /** Waits for something that the edges say, asking at most 50 times a second; how long it took. */
    Duration await(String what, Duration within, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > within.toNanos()) {
                throw new AssertionError("not within " + within.toMillis() + " ms: " + what + "\n" + said(a) + said(b));
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** All that is known of an edge, for failures. */
    static String said(EdgeProcess edge) {
        return edge.host() + "\n" + edge.log() + edge.statusJson().path("peers").toPrettyString() + "\n";
    }

    @Override
    public void close() {
        edges().forEach(EdgeProcess::stopIfRunning);
    }
}
