package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Capture;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Link;
import dev.culvert.system.lab.SupernodeProcess;
import dev.culvert.tun.offload.Checksum;
import dev.culvert.tun.offload.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two edges of a community, straight to each other, and behind each a host without an edge. What the host behind a sends to a's
 * inner link reaches the one behind b, port for port, as if each edge's host were the next one's server.
 *
 * <pre>
 *  c .2 ─ .1 a 10.0.0.1 ~overlay~ 10.0.0.2 b .1 ─ .2 d          (or fd00::1, fd00::2)
 *     192.168.8.0/24                     192.168.9.0/24         (or fd08::/64, fd09::/64)
 * </pre>
 *
 * Towards d, b's interface has no offload: what d sees is as it would be on a wire.
 */
final class GatewayPair implements AutoCloseable {
    private static final String DEVICE = "culvert0";
    private static final int SERVER_PORT = 5201;

    private final Overlay overlay = new Overlay();
    private final boolean ipv6;
    private final EdgeProcess a;
    private final EdgeProcess b;
    private final Host c;
    private final Host d;
    private final Link atD;

    /** Starts both edges with these options. */
    GatewayPair(boolean ipv6, List<String> optionsA, List<String> optionsB) {
        this.ipv6 = ipv6;
        SupernodeProcess supernode = overlay.supernode();
        a = overlay.edge(overlay.onTheInternet(), inside(1) + (ipv6 ? "/64" : "/24"));
        b = overlay.edge(overlay.onTheInternet(), inside(2) + (ipv6 ? "/64" : "/24"));
        c = overlay.lab().host("c");
        d = overlay.lab().host("d");
        attach(c, a.host(), 8);
        atD = attach(d, b.host(), 9);
        b.host().exec("ethtool", "-K", atD.bInterface(), "tx", "off", "tso", "off", "gso", "off");
        forward(a.host(), "to-c", inside(2));
        forward(b.host(), DEVICE, behind(9, 2));
        supernode.start();
        start(supernode, optionsA, optionsB);
    }

    private void start(SupernodeProcess supernode, List<String> optionsA, List<String> optionsB) {
        Overlay.Community community = overlay.community();
        launch(a, Overlay.joining(community, overlay.place(supernode)), optionsA);
        launch(b, Overlay.joining(community, overlay.place(supernode)), optionsB);
        for (EdgeProcess edge : List.of(a, b)) {
            edge.awaitReady();
            Overlay.awaitRegistered(edge);
        }
        Await.until(
                "both are direct",
                Overlay.PATIENCE,
                () -> a.ping(b, 1).lost() == 0 && isDirect(a, b) && isDirect(b, a));
    }

    private static void launch(EdgeProcess edge, List<String> joining, List<String> options) {
        List<String> all = new ArrayList<>(joining);
        all.addAll(List.of("-n", edge.host().name(), "--no-nat-detection", "--no-port-mapping"));
        all.addAll(options);
        edge.launch(all);
    }

    private static boolean isDirect(EdgeProcess edge, EdgeProcess other) {
        return Overlay.peer(edge, other)
                .map(PeerStatus::path)
                .filter(PathKind.DIRECT::equals)
                .isPresent();
    }

    private String inside(int number) {
        return ipv6 ? "fd00::" + number : "10.0.0." + number;
    }

    private String behind(int network, int number) {
        return ipv6 ? "fd0" + network + "::" + number : "192.168." + network + "." + number;
    }

    private Link attach(Host host, Host edgeHost, int network) {
        String length = ipv6 ? "/64" : "/24";
        Link link = overlay.lab().link(host, behind(network, 2) + length, edgeHost, behind(network, 1) + length);
        host.ip((ipv6 ? "-6 " : "") + "route add default via " + behind(network, 1));
        edgeHost.forward();
        return link;
    }

    /** What comes to the server's port by this interface goes on to that address, and seems to come from here. */
    private void forward(Host host, String device, String to) {
        String family = ipv6 ? "ip6" : "ip";
        String rules = "add table inet gw; add chain inet gw pre { type nat hook prerouting priority -100; };"
                + " add chain inet gw post { type nat hook postrouting priority 100; };"
                + " add rule inet gw pre iifname " + device + " meta l4proto { tcp, udp } th dport " + SERVER_PORT
                + " dnat " + family + " to " + to + "; add rule inet gw post " + family + " daddr " + to
                + " masquerade";
        host.exec("nft", rules);
    }

    EdgeProcess a() {
        return a;
    }

    EdgeProcess b() {
        return b;
    }

    /** Behind a: a client. */
    Host c() {
        return c;
    }

    /** Behind b: a server. */
    Host d() {
        return d;
    }

    /** Where c finds d's server. */
    String target() {
        return behind(8, 1);
    }

    /** What d's server is bound to. */
    String server() {
        return behind(9, 2);
    }

    /**
     * TCP segments between c and d that the receiver has told to have twice (RFC 2883): sent again because a busy machine was
     * late to acknowledge them, not because they were lost.
     */
    long arrivedTwice() {
        return Stream.of(c, d)
                .mapToLong(host -> host.exec("nstat", "-asz", "TcpExtTCPDSACKRecvSegs")
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("Tcp"))
                        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1]))
                        .sum())
                .sum();
    }

    /** What d sends and receives. */
    Capture captureAtD() {
        return Capture.on(d, atD.aInterface());
    }

    /** What the kernel and the edge exchange at one end. */
    static Capture captureInside(EdgeProcess edge) {
        return Capture.on(edge.host(), DEVICE);
    }

    /**
     * Fails unless every TCP and UDP packet to an address, and at least so many, is small and has right checksums.
     *
     * @return those packets
     */
    static List<byte[]> assertWhole(Capture capture, String destination, int least) {
        List<byte[]> packets = to(capture, destination);
        Headers headers = new Headers();
        int checked = 0;
        for (byte[] packet : packets) {
            assertThat(packet.length).as("bytes of a packet").isLessThanOrEqualTo(1_400);
            boolean isIpv4 = packet[0] >>> 4 == 4;
            assertThat(!isIpv4 || Checksum.sum(packet, 0, (packet[0] & 0xF) * 4, 0) == Checksum.VALID)
                    .as("IP checksum")
                    .isTrue();
            if (headers.parse(packet, 0, packet.length)) {
                assertThat(headers.isChecksumValid(packet)).as("checksum").isTrue();
                checked++;
            }
        }
        assertThat(checked).as("TCP and UDP packets").isGreaterThanOrEqualTo(least);
        return packets;
    }

    /** The captured packets to an address. */
    static List<byte[]> to(Capture capture, String destination) {
        IpAddress address = IpAddress.parse(destination);
        return capture.packets().stream()
                .filter(packet -> IpPacket.destinationHigh(packet, 0) == address.high()
                        && IpPacket.destinationLow(packet, 0) == address.low())
                .toList();
    }

    @Override
    public void close() {
        overlay.stopEdges();
        overlay.close();
    }
}
