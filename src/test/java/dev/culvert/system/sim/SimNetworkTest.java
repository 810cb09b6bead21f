package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hops, links and ports. */
class SimNetworkTest {
    private static final byte[] PAYLOAD = {1, 2, 3};
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimInternet internet = new SimInternet(1).access(Impairment.NONE);
    private final SimNetwork network = internet.network();
    private final NatProbe.Listener server = new NatProbe.Listener(internet.server(), 3_478);

    /** The routers where datagrams of TTL 1, 2 … die, until one arrives. */
    private List<String> routersBefore(SimPort port, Endpoint remote) {
        List<String> routers = new ArrayList<>();
        port.onTimeExceeded(report -> {
            assertThat(report.expired().destination()).isEqualTo(remote);
            assertThat(report.expired().source()).isEqualTo(port.endpoint());
            assertThat(report.expired().payload()).isEqualTo(PAYLOAD);
            routers.add(report.router().toString());
        });
        for (int ttl = 1; server.sources.isEmpty(); ttl++) {
            port.send(remote, PAYLOAD, ttl);
            network.run(SECOND);
        }
        return routers;
    }

    @Test
    void coreHasThreeRouters() {
        SimHost host = internet.host(NatKind.OPEN, false);
        assertThat(routersBefore(new NatProbe.Listener(host).port, server.port.endpoint()))
                .containsExactly("198.19.255.1", "198.19.255.2", "198.19.255.3");
    }

    @Test
    void eachNatIsARouter_whichAnswersFromInside() {
        SimHost host = internet.host(NatKind.DOUBLE_CONE, true);
        List<String> inner =
                host.nats().stream().map(nat -> nat.innerAddress().toString()).toList();
        assertThat(inner.get(0)).startsWith("192.168.");
        assertThat(inner.get(1)).startsWith("100.64.");

        assertThat(routersBefore(new NatProbe.Listener(host).port, server.port.endpoint()))
                .containsExactly(inner.get(0), inner.get(1), "198.19.255.1", "198.19.255.2", "198.19.255.3");
    }

    @Test
    void numberOfRoutersIsConfigured_andTheyMayBeSilent() {
        network.routers(5, false);
        SimPort port = new NatProbe.Listener(internet.host(NatKind.CONE, false)).port;
        assertThat(routersBefore(port, server.port.endpoint())).hasSize(1);
        assertThat(port.host().sent()).isEqualTo(7);
    }

    @Test
    void datagramThatDiesAtTheOtherNat_isReportedFromThere() {
        SimHost near = internet.host(NatKind.OPEN, false);
        SimHost far = internet.host(NatKind.FULL_CONE, false);
        NatProbe.Listener inside = new NatProbe.Listener(far, 7_777);
        inside.port.send(server.port.endpoint(), PAYLOAD, UdpPort.DEFAULT_TTL);
        Endpoint mapped = new Endpoint(far.outerAddress(), 7_777);
        List<IpAddress> routers = new ArrayList<>();
        SimPort port = new NatProbe.Listener(near).port;
        port.onTimeExceeded(report -> routers.add(report.router()));

        port.send(mapped, PAYLOAD, SimNetwork.ROUTERS + 1);
        network.run(SECOND);
        assertThat(routers).containsExactly(far.outerAddress());
        assertThat(inside.sources).isEmpty();
        port.send(mapped, PAYLOAD, SimNetwork.ROUTERS + 2);
        network.run(SECOND);
        assertThat(inside.sources).containsExactly(port.endpoint());
    }

    @Test
    void accessLinksDelayAndLose_eachWay() {
        internet.access(Impairment.NONE.delay(Duration.ofMillis(20)).loss(0.01));
        NatProbe.Listener a = new NatProbe.Listener(internet.host(NatKind.OPEN, false));
        NatProbe.Listener b = new NatProbe.Listener(internet.host(NatKind.OPEN, false));
        long startNs = network.nowNs();
        a.port.send(b.port.endpoint(), PAYLOAD, UdpPort.DEFAULT_TTL);
        network.runUntil(() -> !b.sources.isEmpty(), SECOND);
        assertThat(network.nowNs() - startNs).isEqualTo(Duration.ofMillis(40).toNanos());

        for (int i = 0; i < 100_000; i++) {
            a.port.send(b.port.endpoint(), PAYLOAD, UdpPort.DEFAULT_TTL);
        }
        network.run(SECOND);
        assertThat(b.sources.size()).isBetween(97_800, 98_200);
    }

    @Test
    void linkIsCutOneWay() {
        NatProbe.Listener a = new NatProbe.Listener(internet.host(NatKind.CONE, false));
        a.port.host().access().impair(Impairment.NONE, Impairment.CUT);
        a.port.send(server.port.endpoint(), PAYLOAD, UdpPort.DEFAULT_TTL);
        network.run(SECOND);
        assertThat(server.sources).hasSize(1);
        server.port.send(server.sources.getFirst(), PAYLOAD, UdpPort.DEFAULT_TTL);
        network.run(SECOND);
        assertThat(a.sources).isEmpty();
    }

    @Test
    void pairBehindNats_isCutByItsOuterAddresses() {
        SimHost host = internet.host(NatKind.CONE, false);
        SimPort port = new NatProbe.Listener(host).port;
        network.impair(
                host.outerAddress().toString(), server.port.endpoint().address().toString(), Impairment.CUT);
        port.send(server.port.endpoint(), PAYLOAD, UdpPort.DEFAULT_TTL);
        network.run(SECOND);
        assertThat(server.sources).isEmpty();
    }

    @Test
    void ownInterfaceSaysTooBig_otherLinksSayNothing() {
        SimHost host = internet.host(NatKind.CONE, false);
        SimPort port = new NatProbe.Listener(host).port;
        host.access().mtu(1_400);
        Endpoint remote = server.port.endpoint();

        assertThat(port.send(remote, new byte[1_473], UdpPort.DEFAULT_TTL)).isEqualTo(SendResult.TOO_BIG);
        assertThat(host.sent()).isZero();
        assertThat(port.send(remote, new byte[1_472], UdpPort.DEFAULT_TTL)).isEqualTo(SendResult.SENT);
        assertThat(port.send(remote, new byte[1_373], UdpPort.DEFAULT_TTL)).isEqualTo(SendResult.SENT);
        network.run(SECOND);
        assertThat(server.sources).isEmpty();
        assertThat(port.send(remote, new byte[1_372], UdpPort.DEFAULT_TTL)).isEqualTo(SendResult.SENT);
        network.run(SECOND);
        assertThat(server.sources).hasSize(1);
        server.port.send(server.sources.getFirst(), new byte[1_373], UdpPort.DEFAULT_TTL);
        network.run(SECOND);
        assertThat(network.delivered()).isEqualTo(1);
        assertThat(host.access().tooBig()).isEqualTo(3);
    }

    @Test
    void segmentsAreMeasuredOneByOne() {
        SimPort port = new NatProbe.Listener(internet.host(NatKind.OPEN, false)).port;
        Endpoint remote = server.port.endpoint();
        byte[] bytes = new byte[4_000];
        assertThat(port.send(remote, null, bytes, 0, 4_000, 1_473, 0)).isEqualTo(SendResult.TOO_BIG);
        assertThat(port.send(remote, null, bytes, 0, 4_000, 1_472, 0)).isEqualTo(SendResult.SENT);
        network.run(SECOND);
        assertThat(server.sources).hasSize(3);
    }

    @Test
    void hostOpensAndClosesAsManyPortsAsItLikes() {
        SimHost host = internet.host(NatKind.CONE, false);
        List<NatProbe.Listener> all = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            NatProbe.Listener opened = new NatProbe.Listener(host);
            all.add(opened);
            numbers.add(opened.port.localPort());
        }
        assertThat(numbers).hasSize(1_000).allMatch(number -> number >= 32_768 && number < 61_000);
        assertThat(host.ports()).isEqualTo(1_000);
        assertThatThrownBy(() -> host.open(all.getFirst().port.localPort(), (source, local, datagram) -> {}))
                .hasMessageContaining("is taken");

        all.forEach(listener -> listener.port.close());

        assertThat(host.ports()).isZero();
        assertThat(all.getFirst().port.send(server.port.endpoint(), PAYLOAD, 0)).isEqualTo(SendResult.FAILED);
        host.open(all.getFirst().port.localPort(), (source, local, datagram) -> {});
    }

    @Test
    void hostWithTwoAddresses_sendsFromEither() {
        SimHost host = new SimHost(network, "203.0.113.7", "203.0.113.8", "2001:db8::7");
        List<IpAddress> locals = new ArrayList<>();
        SimPort port = host.open(5_000, (source, local, datagram) -> locals.add(local));
        byte[] bytes = PAYLOAD;
        for (String local : List.of("203.0.113.7", "203.0.113.8")) {
            IpAddress address = IpAddress.parse(local);
            port.send(server.port.endpoint(), address, bytes, 0, 3, UdpPort.ONE_DATAGRAM, 0);
            server.port.send(new Endpoint(address, 5_000), bytes, 0);
        }
        IpAddress six = IpAddress.parse("2001:db8::7");
        assertThat(port.send(server.port.endpoint(), six, bytes, 0, 3, UdpPort.ONE_DATAGRAM, 0))
                .isEqualTo(SendResult.FAILED);
        network.run(SECOND);
        assertThat(server.sources)
                .extracting(source -> source.address().toString())
                .containsExactly("203.0.113.7", "203.0.113.8");
        assertThat(locals).extracting(IpAddress::toString).containsExactly("203.0.113.7", "203.0.113.8");
        assertThat(server.port.send(new Endpoint(six, 1), bytes, 0)).isEqualTo(SendResult.FAILED);
    }

    @Test
    void receiversAreNeverCalledBySenders() {
        SimHost host = internet.host(NatKind.HAIRPIN, false);
        NatProbe.Listener a = new NatProbe.Listener(host);
        NatProbe.Listener b = new NatProbe.Listener(internet.neighborOf(host));
        a.port.send(b.port.endpoint(), PAYLOAD, 0);
        a.port.send(server.port.endpoint(), PAYLOAD, 0);
        assertThat(b.sources).isEmpty();
        assertThat(server.sources).isEmpty();
        network.run(Duration.ZERO);
        assertThat(b.sources).hasSize(1);
        assertThat(server.sources).hasSize(1);
    }

    @Test
    void aSeedIsARun() {
        assertThat(trace(5)).isEqualTo(trace(5)).isNotEqualTo(trace(6));
    }

    private static List<String> trace(long seed) {
        SimInternet internet = new SimInternet(seed).access(SimInternet.ACCESS.loss(0.3));
        NatProbe.Listener listener = new NatProbe.Listener(internet.server(), 1);
        List<String> trace = new ArrayList<>();
        for (NatKind kind : NatKind.values()) {
            SimHost host = internet.host(kind, true);
            for (int i = 0; i < 20; i++) {
                new NatProbe.Listener(host).port.send(listener.port.endpoint(), PAYLOAD, 0);
            }
        }
        internet.network().run(SECOND);
        listener.sources.forEach(source -> trace.add(source.toString()));
        return trace;
    }
}
