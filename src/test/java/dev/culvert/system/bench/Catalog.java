package dev.culvert.system.bench;

import static dev.culvert.system.bench.CulvertTunnel.JavaOptions.PLAIN;
import static dev.culvert.system.bench.CulvertTunnel.JavaOptions.SERVICE;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All that {@code scripts/bench} can compare, in the order of its tables. */
final class Catalog {
    private static final Set<Measure> ALL = EnumSet.allOf(Measure.class);
    private static final Set<Measure> ONE_STREAM = EnumSet.of(Measure.TCP1);

    private final EdgeJar jar;
    private final Peers peers;
    private final List<Variant> variants = new ArrayList<>();

    private Catalog(EdgeJar jar, Peers peers) {
        this.jar = jar;
        this.peers = peers;
    }

    static List<Variant> of(EdgeJar jar, Peers peers) {
        Catalog catalog = new Catalog(jar, peers);
        catalog.close();
        catalog.switches();
        catalog.others();
        catalog.nets();
        return List.copyOf(catalog.variants);
    }

    private void close() {
        fixed(Variant.VETH, Net.CABLE, "bare veth", Measure.CLOSE, bare());
        culvert("culvert", Net.CABLE, "Culvert", ALL);
        culvert(
                "culvert-chacha20",
                Net.CABLE,
                "Culvert, ChaCha20-Poly1305",
                Measure.USUAL,
                "--cipher=chacha20-poly1305");
        culvert("culvert-relayed", Net.NONE, "Culvert, relayed", Measure.USUAL, "--path=relay");
        fixed(Variant.WIREGUARD_GO, Net.CABLE, "wireguard-go, newest", ALL, wireGuardGo());
    }

    private void switches() {
        Set<Measure> stream = Measure.STREAM;
        warming("culvert-java-jar", Net.CABLE, "Culvert by plain java -jar", stream, new CulvertTunnel(jar, PLAIN));
        culvert("culvert-no-tun-offload", Net.CABLE, "Culvert without TUN offload", stream, "--no-tun-offload");
        culvert("culvert-no-udp-gso", Net.CABLE, "Culvert without UDP GSO", stream, "--no-udp-gso");
        culvert("culvert-no-udp-gro", Net.CABLE, "Culvert without UDP GRO", stream, "--no-udp-gro");
        culvert("culvert-jce", Net.CABLE, "Culvert, AEAD by JCE", stream, "--aead=jce");
        warming(
                "culvert-unencrypted",
                Net.CABLE,
                "Culvert without encryption",
                stream,
                CulvertTunnel.unencrypted(jar, peers));
    }

    private void others() {
        Set<Measure> glance = Measure.GLANCE;
        fixed(
                "wireguard-go-debian",
                Net.CABLE,
                "wireguard-go, the distribution's",
                glance,
                new WireGuardTunnel(peers, "wireguard-go-debian", "--foreground"));
        fixed("gotatun", Net.CABLE, "gotatun", glance, rust("gotatun"));
        fixed("boringtun", Net.CABLE, "boringtun", glance, rust("boringtun"));
        fixed("nebula", Net.CABLE, "Nebula", glance, new NebulaTunnel(peers));
        fixed("tinc", Net.CABLE, "tinc", glance, new TincTunnel(peers));
        fixed("n2n", Net.CABLE, "n2n", glance, new N2nTunnel(peers));
        fixed("n2n-relayed", Net.NONE, "n2n, relayed", glance, new N2nTunnel(peers));
    }

    private void nets() {
        for (Net net : List.of(Net.NO_UDP_SEGMENTATION, Net.ROUTER, Net.DELAY)) {
            fixed(Variant.VETH, net, "bare", ONE_STREAM, bare());
            culvert("culvert", net, "Culvert", ONE_STREAM);
            fixed(Variant.WIREGUARD_GO, net, "wireguard-go, newest", ONE_STREAM, wireGuardGo());
        }
    }

    private Tunnel wireGuardGo() {
        return new WireGuardTunnel(peers, Variant.WIREGUARD_GO, "--foreground");
    }

    private Tunnel rust(String name) {
        return new WireGuardTunnel(peers, name, "--foreground", "--disable-drop-privileges");
    }

    private static Tunnel bare() {
        return stage -> new Tunnel.Processes(stage.bAddress(), "", List.of());
    }

    private void culvert(String tunnel, Net net, String title, Set<Measure> usual, String... options) {
        warming(tunnel, net, title, usual, new CulvertTunnel(jar, SERVICE, options));
    }

    private void warming(String tunnel, Net net, String title, Set<Measure> usual, Tunnel start) {
        variants.add(new Variant(tunnel, net, title, usual, start, true));
    }

    private void fixed(String tunnel, Net net, String title, Set<Measure> usual, Tunnel start) {
        variants.add(new Variant(tunnel, net, title, usual, start, false));
    }
}
