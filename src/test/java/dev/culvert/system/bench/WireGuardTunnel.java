package dev.culvert.system.bench;

import dev.culvert.system.lab.StockWireGuard;
import java.util.List;

/** A WireGuard program in user space, configured by {@code wg}. */
final class WireGuardTunnel implements Tunnel {
    private static final int PORT = 51_820;

    private final Peers peers;
    private final String name;
    private final List<String> options;

    /** @param options of the program, before the interface's name */
    WireGuardTunnel(Peers peers, String name, String... options) {
        this.peers = peers;
        this.name = name;
        this.options = List.of(options);
    }

    @Override
    public Running start(Stage stage) throws LeftOutException {
        Peers.Peer peer = peers.peer(name);
        StockWireGuard a = StockWireGuard.on(stage.a(), A + "/24", PORT, program(peer));
        StockWireGuard b = StockWireGuard.on(stage.b(), B + "/24", PORT, program(peer));
        a.start(b.asPeer().endpoint(stage.bAddress() + ":" + PORT));
        b.start(a.asPeer().endpoint(stage.aAddress() + ":" + PORT));
        First.packet(stage, B);
        List<Part> parts = List.of(new Part(Role.SENDER, a.running()), new Part(Role.RECEIVER, b.running()));
        return new Processes(B, peer.version(), parts);
    }

    private ProcessBuilder program(Peers.Peer peer) {
        ProcessBuilder program = new ProcessBuilder(peer.programs().getFirst());
        program.command().addAll(options);
        return program;
    }
}
