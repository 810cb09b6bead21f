package dev.culvert.system.bench;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Spawned;
import java.time.Duration;
import java.util.List;

/**
 * n2n. Where the hosts are joined its supernode is on the far one, so that both are seen at the addresses where they reach each
 * other; where not it is on the third host, and relays.
 */
final class N2nTunnel implements Tunnel {
    private static final String DEVICE = "n2n0";
    private static final int PORT = 7654;
    private static final int PINGS = 3;
    private static final Duration ONE = Duration.ofSeconds(1);

    private final Peers peers;

    N2nTunnel(Peers peers) {
        this.peers = peers;
    }

    @Override
    public Running start(Stage stage) throws LeftOutException {
        Peers.Peer peer = peers.peer("n2n");
        String edge = peer.programs().getFirst();
        Host relay = stage.isJoined() ? stage.b() : stage.third();
        Spawned supernode = relay.spawn(peer.programs().getLast(), "-l", Integer.toString(PORT));
        Spawned b = edge(edge, stage.b(), B, stage.isJoined() ? stage.bAddress() : Stage.THIRD_FROM_B);
        Spawned a = edge(edge, stage.a(), A, stage.isJoined() ? stage.bAddress() : Stage.THIRD_FROM_A);
        First.packet(stage, B);
        if (stage.isJoined()) {
            Await.until("n2n's packets go straight", PATIENCE, () -> goStraight(stage));
        }
        List<Part> parts =
                List.of(new Part(Role.SENDER, a), new Part(Role.RECEIVER, b), new Part(Role.RELAY, supernode));
        return new Processes(B, peer.version(), parts);
    }

    /** What the supernode passes on comes to the edge on its own host by the loopback interface. */
    private static boolean goStraight(Stage stage) {
        long before = overLoopback(stage.b());
        int answered = stage.a().ping(B, PINGS).received();
        return answered == PINGS && overLoopback(stage.b()) - before < PINGS;
    }

    private static long overLoopback(Host host) {
        return Long.parseLong(host.exec("cat", "/sys/class/net/lo/statistics/rx_packets")
                .out()
                .strip());
    }

    private static Spawned edge(String edge, Host host, String inside, String supernode) {
        Spawned process = host.spawn(
                edge, "-d", DEVICE, "-a", inside, "-c", "bench", "-k", "bench", "-l", supernode + ":" + PORT);
        Await.until(
                process + " makes its interface",
                PATIENCE,
                () -> host.attempt(ONE, List.of("ip", "-4", "addr", "show", DEVICE))
                        .out()
                        .contains(inside));
        host.ip("link set " + DEVICE + " mtu " + MTU);
        return process;
    }
}
