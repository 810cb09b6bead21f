package dev.culvert.system.bench;

import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Link;
import java.time.Duration;
import java.util.List;

/** What is between two hosts. */
enum Net {
    /** A veth pair, as Linux makes it: it carries super-packets whole, which no wire does. */
    CABLE(""),
    /** The same without segmentation of UDP at the device: the kernel does it before, as where a network card cannot. */
    NO_UDP_SEGMENTATION("no-udp-segmentation"),
    /** Two cables and a router with MTUs of 1,500 bytes; no device on the way carries more than that in one piece. */
    ROUTER("router"),
    /** A cable with {@value #DELAY_MS} ms each way, where the kernel has netem. */
    DELAY("delay"),
    /** No cable: only the third host is reached. */
    NONE("none");

    private static final int DELAY_MS = 10;
    /** Packets that netem may hold: 20 Gbit/s for 10 ms, and to spare. */
    private static final int DELAY_QUEUE = 200_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String word;

    Net(String word) {
        this.word = word;
    }

    /** Behind the @ of a variant's name; "" for the usual one. */
    String word() {
        return word;
    }

    /**
     * Builds it.
     *
     * @param name of the hosts, but for a letter
     * @throws LeftOutException if this kernel lacks what it takes
     */
    Stage build(Lab lab, String name) throws LeftOutException {
        Host a = lab.host(name + "a");
        Host b = lab.host(name + "b");
        Host third = lab.host(name + "s");
        lab.link(a, "198.51.100.1/24", third, Stage.THIRD_FROM_A + "/24");
        lab.link(b, "203.0.113.1/24", third, Stage.THIRD_FROM_B + "/24");
        return switch (this) {
            case CABLE -> {
                cable(lab, a, b);
                yield joined(a, b, third);
            }
            case NO_UDP_SEGMENTATION -> {
                ends(cable(lab, a, b), "tx-udp-segmentation");
                yield joined(a, b, third);
            }
            case ROUTER -> {
                router(lab, a, b, lab.host(name + "r"));
                yield new Stage(a, b, third, "192.0.2.1", "198.18.0.2");
            }
            case DELAY -> {
                Link cable = cable(lab, a, b);
                delay(a, cable.aInterface());
                delay(b, cable.bInterface());
                yield joined(a, b, third);
            }
            case NONE -> new Stage(a, b, third, "", "");
        };
    }

    private static Stage joined(Host a, Host b, Host third) {
        return new Stage(a, b, third, "192.0.2.1", "192.0.2.2");
    }

    private static Link cable(Lab lab, Host a, Host b) {
        return lab.link(a, "192.0.2.1/24", b, "192.0.2.2/24");
    }

    private static void router(Lab lab, Host a, Host b, Host router) {
        router.forward();
        Link left = lab.link(a, "192.0.2.1/24", router, "192.0.2.254/24");
        Link right = lab.link(router, "198.18.0.1/24", b, "198.18.0.2/24");
        for (Link link : List.of(left, right)) {
            ends(link, "tx-udp-segmentation", "tso", "gso");
        }
        a.ip("route add 198.18.0.0/24 via 192.0.2.254");
        b.ip("route add 192.0.2.0/24 via 198.18.0.1");
    }

    /** Switches features off at both ends. */
    private static void ends(Link link, String... features) {
        for (String feature : features) {
            link.a().exec("ethtool", "-K", link.aInterface(), feature, "off");
            link.b().exec("ethtool", "-K", link.bInterface(), feature, "off");
        }
    }

    private static void delay(Host host, String device) throws LeftOutException {
        String[] command = "tc qdisc add dev %s root netem delay %dms limit %d"
                .formatted(device, DELAY_MS, DELAY_QUEUE)
                .split(" ", -1);
        if (host.attempt(PATIENCE, List.of(command)).exit() != 0) {
            throw new LeftOutException("this kernel has no netem, and a program that delayed packets in its place would"
                    + " carry less than the tunnels");
        }
    }
}
