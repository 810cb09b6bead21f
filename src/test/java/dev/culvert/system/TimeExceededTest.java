package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.Receiver;
import dev.culvert.common.loop.WorkerPorts;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Link;
import dev.culvert.system.lab.NatKind;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which routers are on the way: probes with a low hop limit, and what comes back about them. */
final class TimeExceededTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int STUN_PORT = 3478;

    /** A chain: a – r1 – r2 – b, of both families. */
    @Test
    void eachRouter_reportsTheProbeThatEndsAtIt() {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            Host r1 = lab.host("r1");
            Host r2 = lab.host("r2");
            Host b = lab.host("b");
            r1.forward();
            r2.forward();
            chain(lab, List.of(a, r1, r2, b), "198.18.", ".", "/24");
            chain(lab, List.of(a, r1, r2, b), "2001:db8:", "::", "/64");
            assertReports(a, "198.18.3.2", List.of("198.18.1.2", "198.18.2.2"));
            assertReports(a, "2001:db8:3::2", List.of("2001:db8:1::2", "2001:db8:2::2"));
        }
    }

    /** How deep the own NAT is: the last private hop. */
    @Test
    void behindANat_theFirstReportIsItsOwn_thenTheProviders() {
        try (Lab lab = Lab.open()) {
            Host inside = lab.host("inside");
            Host isp = lab.host("isp");
            Host server = lab.host("server");
            lab.link(isp, "198.18.0.1/24", server, "198.18.0.2/24");
            server.ip("route add default via 198.18.0.1");
            lab.nat("home", NatKind.RANDOM, isp, inside);
            assertReports(inside, "198.18.0.2", List.of("192.168.1.1", "203.0.113.2"));
        }
    }

    /** Links each host to the next, and routes both ways; link n from 1 has the addresses {start}n{middle}1 and …2. */
    private static void chain(Lab lab, List<Host> hosts, String start, String middle, String length) {
        for (int i = 1; i < hosts.size(); i++) {
            String left = start + i + middle + "1";
            String right = start + i + middle + "2";
            Link link = lab.link(hosts.get(i - 1), left + length, hosts.get(i), right + length);
            if (middle.contains(":")) { // with which a router asks for a neighbour of what it forwards
                hosts.get(i - 1).address(link.aInterface(), "fe80::1/64");
                hosts.get(i).address(link.bInterface(), "fe80::2/64");
            }
            for (int before = 1; before < i; before++) { // back from all that come later
                hosts.get(i).ip("route add " + start + before + middle + "0" + length + " via " + left);
            }
            if (i < hosts.size() - 1) {
                hosts.get(i - 1).ip("route add default via " + right);
            }
        }
    }

    private static void assertReports(Host from, String destination, List<String> routers) {
        Endpoint stun = new Endpoint(IpAddress.parse(destination), STUN_PORT);
        Epochs epochs = new Epochs();
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        UdpSocket main = from.call(() -> UdpSocket.open(0));
        Receiver worker = new Receiver(main, new Nobody(), epochs.join(), System::nanoTime);
        WorkerPorts ports = new WorkerPorts(
                worker, group.next(), Runnable::run, epochs, new Counters<>(CounterId.class), UdpOffloads.SENDING);
        try {
            for (int hops = 1; hops <= routers.size(); hops++) {
                assertReport(from, ports, stun, hops, routers.get(hops - 1));
            }
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
            ports.close();
            main.close();
        }
    }

    private static void assertReport(Host from, WorkerPorts ports, Endpoint stun, int hops, String router) {
        List<IcmpError> told = new CopyOnWriteArrayList<>();
        UdpPort port = Objects.requireNonNull(from.call(() -> ports.openForErrors(told::add)));
        byte[] probe = ("probe " + hops).getBytes(StandardCharsets.US_ASCII);
        SendResult sent = port.send(stun, null, probe, 0, probe.length, UdpPort.ONE_DATAGRAM, hops);
        assertThat(sent).isEqualTo(SendResult.SENT);
        Await.until("a report of hop " + hops, PATIENCE, () -> !told.isEmpty());
        assertThat(told).singleElement().satisfies(error -> {
            assertThat(error.reporter()).isEqualTo(IpAddress.parse(router));
            assertThat(error.destination()).isEqualTo(stun);
            assertThat(error.kind()).isEqualTo(IcmpError.Kind.TIME_EXCEEDED);
            assertThat(error.payload()).isEqualTo(probe);
        });
    }

    private static final class Nobody implements DatagramHandler {
        @Override
        public void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {}

        @Override
        public void endOfDatagrams(long nowNs) {}
    }
}
