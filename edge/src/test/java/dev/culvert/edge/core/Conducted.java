package dev.culvert.edge.core;

import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import java.util.ArrayList;
import java.util.List;

/** A {@link Node} with its core, whose events the core gets when told to; keeps what the core says. */
final class Conducted implements EdgeListener {
    final Node node;
    final EdgeCore core;
    final List<Peer> sessions = new ArrayList<>();
    final List<Peer> unreachable = new ArrayList<>();
    boolean endpointComing;

    Conducted(int number) {
        node = new Node(number);
        core = new EdgeCore(node.sessions, node.dataPath, node.counters, this);
    }

    /** Hands what the data path offered to the core, until nothing is left. */
    void conduct(long nowNs) {
        List<DataEvent> events = node.events.take();
        while (!events.isEmpty()) {
            events.forEach(event -> core.onEvent(event, 0, nowNs));
            events = node.events.take();
        }
    }

    /** Packets from the TUN device. */
    void send(long nowNs, byte[]... packets) {
        node.send(nowNs, packets);
        conduct(nowNs);
    }

    void receive(Conducted from, byte[] datagram, long nowNs) {
        node.receive(from.node, datagram, nowNs);
        conduct(nowNs);
    }

    /** Carries datagrams between two, who know of no one else, until both are silent. */
    static void exchange(Conducted one, Conducted other, long nowNs) {
        while (carry(one, other, nowNs) + carry(other, one, nowNs) > 0) {}
    }

    /** Carries what waits in one direction; how many datagrams. */
    static int carry(Conducted from, Conducted to, long nowNs) {
        List<FakePort.Sent> sent = from.node.port.takeSent();
        sent.forEach(datagram -> to.receive(from, datagram.bytes(), nowNs));
        return sent.size();
    }

    @Override
    public void onSession(Peer peer) {
        sessions.add(peer);
    }

    @Override
    public void onUnreachable(Peer peer) {
        unreachable.add(peer);
    }

    @Override
    public boolean isEndpointComing(Peer peer) {
        return endpointComing;
    }
}
