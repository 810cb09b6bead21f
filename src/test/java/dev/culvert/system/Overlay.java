package dev.culvert.system;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.ImpairedLink;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.SecretFile;
import dev.culvert.system.lab.SupernodeProcess;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The internet in small: supernodes on public addresses, hosts behind routers of their own or on the internet
 * themselves, and the communities that edges on them join.
 *
 * <pre>
 *  e1 192.168.1.2 ─ r1 203.0.113.1 ─┐
 *  e2 192.168.1.2 ─ r2 203.0.113.5 ─┼─ isp ─┬─ sn1 198.51.100.2
 *  e3 192.0.2.2 ────────────────────┘       └─ sn2 198.51.100.6
 * </pre>
 */
final class Overlay implements AutoCloseable {
    static final int SUPERNODE_PORT = 7654;
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FIRST_EDGE_PORT = 7777;

    private final Lab lab = Lab.open();
    private final Host isp = lab.host("isp");
    private final List<Host> supernodeHosts = new ArrayList<>();
    private final List<EdgeProcess> edges = new ArrayList<>();
    private int hosts;
    private int communities;
    private boolean relayed;

    /**
     * What members share.
     *
     * @param secret made by {@code edge genkey}
     * @param secretFile a file with it
     */
    record Community(String name, String secret, Path secretFile) {}

    /** Its edges want relayed paths only. */
    Overlay relayed() {
        relayed = true;
        return this;
    }

    Lab lab() {
        return lab;
    }

    /** A host behind a router of its own. */
    Host behind(NatKind kind) {
        int number = ++hosts;
        Host host = lab.host("e" + number);
        var _ = lab.nat("r" + number, kind, isp, host);
        return host;
    }

    /** A host with a public address. */
    Host onTheInternet() {
        int number = ++hosts;
        Host host = lab.host("e" + number);
        attach(host, "192.0.2.", number);
        return host;
    }

    /**
     * A line from the internet to a new host with a public address: the link's first end, on a link that can be impaired.
     *
     * @param network a /24 with a dot behind it; the host has .2 of it
     */
    ImpairedLink impairedLine(String network) {
        Host host = lab.host("e" + ++hosts);
        isp.forward();
        ImpairedLink line = lab.impairedLink(host, network + "2/24", isp, network + "1/24", hosts);
        host.ip("route add default via " + network + "1");
        return line;
    }

    /** A supernode on a host of its own that does not run yet. */
    SupernodeProcess supernode() {
        Host host = lab.host("sn" + (supernodeHosts.size() + 1));
        supernodeHosts.add(host);
        attach(host, "198.51.100.", supernodeHosts.size());
        return SupernodeProcess.on(host, SUPERNODE_PORT);
    }

    private void attach(Host host, String network, int number) {
        isp.forward();
        String gateway = network + (4 * number - 3);
        lab.link(host, network + (4 * number - 2) + "/30", isp, gateway + "/30");
        host.ip("route add default via " + gateway);
    }

    /** The public address of a supernode's host. */
    String address(Host supernodeHost) {
        return "198.51.100." + (4 * supernodeHosts.indexOf(supernodeHost) + 2);
    }

    /** What an edge's {@code -l} takes, without the key. */
    String place(SupernodeProcess supernode) {
        return address(supernode.host()) + ":" + supernode.port();
    }

    /** An edge with a fresh key that does not run yet; {@link #stopEdges} ends it. */
    EdgeProcess edge(Host host, String overlay) {
        EdgeProcess edge = EdgeProcess.on(host, overlay, FIRST_EDGE_PORT + edges.size());
        return remember(edge);
    }

    /** {@link EdgeProcess#twinOn}; {@link #stopEdges} ends it. */
    EdgeProcess twin(EdgeProcess edge, Host host) {
        return remember(edge.twinOn(host));
    }

    private EdgeProcess remember(EdgeProcess edge) {
        edges.add(edge);
        return edge;
    }

    /** Ends all edges that still run. */
    void stopEdges() {
        Concurrently.all(edges.stream()
                .filter(EdgeProcess::isRunning)
                .<Supplier<Boolean>>map(edge -> () -> {
                    edge.stop();
                    return true;
                })
                .toList());
    }

    /** A community that nobody is in. */
    Community community() {
        return community(CommunitySecret.generate(new SecureRandom()).encoded());
    }

    /** A community with this secret. */
    Community community(String secret) {
        return community("members-only-" + ++communities, secret);
    }

    /** A community with this name and secret. */
    Community community(String name, String secret) {
        return community(lab, "secret-" + ++communities, name, secret);
    }

    /** A community whose secret file, of this name, is the lab's. */
    static Community community(Lab lab, String fileName, String name, String secret) {
        return new Community(name, secret, SecretFile.of(lab, fileName, secret));
    }

    /** The options of an edge that joins a community at these places. */
    static List<String> joining(Community community, String... places) {
        return Stream.concat(
                        Stream.of(
                                "-c",
                                community.name(),
                                "--secret-file",
                                community.secretFile().toString()),
                        Arrays.stream(places).flatMap(place -> Stream.of("-l", place)))
                .toList();
    }

    /** Starts edges of a community together, and returns when all are registered everywhere. */
    void start(Community community, List<SupernodeProcess> supernodes, EdgeProcess... started) {
        String[] places = supernodes.stream().map(this::place).toArray(String[]::new);
        for (EdgeProcess edge : started) {
            edge.launch(Stream.concat(
                            joining(community, places).stream(),
                            Stream.of("-n", edge.host().name(), "--path", relayed ? "relay" : "auto"))
                    .toList());
        }
        for (EdgeProcess edge : started) {
            edge.awaitReady();
            awaitRegistered(edge);
        }
    }

    /** Waits until the edge is registered with all its supernodes. */
    static void awaitRegistered(EdgeProcess edge) {
        awaitState(edge, SupernodeState.REGISTERED);
    }

    /** Waits until all the edge's supernodes are in this state. */
    static void awaitState(EdgeProcess edge, SupernodeState state) {
        Await.until(
                edge.host() + " is " + state + ": " + edge.log(),
                Duration.ofSeconds(75),
                () -> edge.status().supernodes().stream()
                        .map(SupernodeStatus::state)
                        .allMatch(state::equals));
    }

    /** What an edge knows of another. */
    static Optional<PeerStatus> peer(EdgeProcess edge, EdgeProcess other) {
        return edge.status().peers().stream()
                .filter(peer -> peer.publicKey().toString().equals(other.publicKey()))
                .findFirst();
    }

    @Override
    public void close() {
        lab.close();
    }
}
