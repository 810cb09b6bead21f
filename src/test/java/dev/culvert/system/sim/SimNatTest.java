package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.sim.PortAllocation.Block;
import dev.culvert.system.sim.PortAllocation.Preserving;
import dev.culvert.system.sim.PortAllocation.Random;
import dev.culvert.system.sim.PortAllocation.Sequential;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What NATs remember, for how long, and for whom. */
class SimNatTest {
    private static final byte[] PAYLOAD = {1, 2, 3};
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final SimInternet internet = new SimInternet(1).access(Impairment.NONE);
    private final SimNetwork network = internet.network();
    private final NatProbe.Listener server = new NatProbe.Listener(internet.server(), 3_478);
    private final NatProbe.Listener otherServer = new NatProbe.Listener(internet.server(), 3_478);

    private static NatBehavior symmetric(PortAllocation ports) {
        return NatBehavior.of(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, ports);
    }

    /** Where the server sees a port; fails if it does not. */
    private Endpoint seen(SimPort port, NatProbe.Listener by) {
        int before = by.sources.size();
        send(port, by.port.endpoint());
        assertThat(by.sources).hasSize(before + 1);
        return by.sources.getLast();
    }

    private void send(SimPort from, Endpoint to) {
        from.send(to, PAYLOAD, UdpPort.DEFAULT_TTL);
        network.run(MOMENT);
    }

    private boolean answered(NatProbe.Listener by, Endpoint at, NatProbe.Listener client) {
        int before = client.sources.size();
        send(by.port, at);
        return client.sources.size() > before;
    }

    @Test
    void unrepliedMapping_endsAfterHalfAMinute() {
        SimHost host = internet.host(NatKind.CONE, false);
        NatProbe.Listener client = new NatProbe.Listener(host);
        Endpoint mapped = seen(client.port, server);
        network.run(Duration.ofSeconds(31));
        assertThat(host.nats().getFirst().connections()).isZero();

        assertThat(answered(server, mapped, client)).isFalse();
    }

    @Test
    void exchangeThatGoesOn_keepsItsMappingForTwoMinutes() {
        SimHost host = internet.host(NatKind.CONE, false);
        NatProbe.Listener client = new NatProbe.Listener(host);
        Endpoint mapped = seen(client.port, server);
        assertThat(answered(server, mapped, client)).isTrue();
        network.run(Duration.ofSeconds(29));
        assertThat(answered(server, mapped, client)).isTrue(); // older than two seconds now: a stream

        network.run(Duration.ofSeconds(119));
        assertThat(answered(server, mapped, client)).isTrue();
        network.run(Duration.ofSeconds(121));
        assertThat(answered(server, mapped, client)).isFalse();
    }

    @Test
    void questionAndAnswer_keepTheirMappingNoLongerThanAQuestion() {
        SimHost host = internet.host(NatKind.CONE, false);
        NatProbe.Listener client = new NatProbe.Listener(host);
        Endpoint mapped = seen(client.port, server);
        assertThat(answered(server, mapped, client)).isTrue();
        network.run(Duration.ofSeconds(31));

        assertThat(answered(server, mapped, client)).isFalse();
    }

    @Test
    void lifetimesAreAsConfigured() {
        NatBehavior forgetful = NatBehavior.masquerade().lifetimes(Duration.ofSeconds(5), Duration.ofSeconds(8));
        NatProbe.Listener client = new NatProbe.Listener(internet.host(List.of(forgetful)));
        Endpoint mapped = seen(client.port, server);
        network.run(Duration.ofSeconds(4));
        assertThat(answered(server, mapped, client)).isTrue();
        network.run(Duration.ofSeconds(7));
        assertThat(answered(server, mapped, client)).isTrue();
        network.run(Duration.ofSeconds(9));
        assertThat(answered(server, mapped, client)).isFalse();
    }

    @Test
    void portThatAStrangerTookFirst_isNotPreservedTowardsHim() {
        SimHost host = internet.host(NatKind.CONE, true);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        Endpoint preserved = new Endpoint(host.outerAddress(), 7_777);
        send(server.port, preserved);

        Endpoint elsewhere = seen(client.port, server);

        assertThat(elsewhere.port()).isNotEqualTo(7_777);
        assertThat(seen(client.port, otherServer))
                .as("Linux looks for the newest mapping of the source before it preserves the port")
                .isEqualTo(elsewhere);
        assertThat(answered(server, preserved, client)).isFalse();
        assertThat(answered(server, elsewhere, client)).isTrue();
    }

    @Test
    void strangersEntry_isKeptAliveByHisTries_andNoLonger() {
        SimHost host = internet.host(NatKind.CONE, true);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        Endpoint preserved = new Endpoint(host.outerAddress(), 7_777);
        for (int i = 0; i < 10; i++) {
            send(server.port, preserved);
            network.run(Duration.ofSeconds(20));
        }
        assertThat(seen(client.port, server)).isNotEqualTo(preserved);

        network.run(Duration.ofSeconds(31));

        assertThat(seen(client.port, server)).isEqualTo(preserved);
    }

    @Test
    void droppedStranger_leavesNothing() {
        SimHost host = internet.host(NatKind.CONE, false);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        Endpoint preserved = new Endpoint(host.outerAddress(), 7_777);
        send(server.port, preserved);

        assertThat(host.nats().getFirst().unsolicited()).isEqualTo(1);
        assertThat(host.nats().getFirst().connections()).isZero();
        assertThat(seen(client.port, server)).isEqualTo(preserved);
    }

    @Test
    void restrictedCone_losesItsPortToFilteredStrangersToo() {
        SimHost host = internet.host(NatKind.ADDRESS_RESTRICTED, true);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        Endpoint mapped = seen(client.port, server);
        assertThat(answered(otherServer, mapped, client)).isFalse();

        assertThat(seen(client.port, otherServer)).isNotEqualTo(mapped);
    }

    @Test
    void fullCone_hasNoStrangers() {
        NatProbe.Listener client = new NatProbe.Listener(internet.host(NatKind.FULL_CONE, true), 7_777);
        Endpoint mapped = seen(client.port, server);
        assertThat(answered(otherServer, mapped, client)).isTrue();

        assertThat(seen(client.port, otherServer)).isEqualTo(mapped);
    }

    @Test
    void openerThatDiesAtTheNat_opensNothing() {
        SimHost host = internet.host(NatKind.CONE, true);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        client.port.send(server.port.endpoint(), PAYLOAD, 1);
        send(server.port, new Endpoint(host.outerAddress(), 7_777));

        assertThat(seen(client.port, server).port()).isNotEqualTo(7_777);
    }

    @Test
    void hostsThatUseOnePort_shareItOutsideTowardsDifferentRemotes() {
        SimHost first = internet.host(NatKind.CONE, false);
        NatProbe.Listener one = new NatProbe.Listener(first, 7_777);
        NatProbe.Listener two = new NatProbe.Listener(internet.neighborOf(first), 7_777);

        assertThat(seen(one.port, server).port()).isEqualTo(7_777);
        assertThat(seen(two.port, otherServer).port()).isEqualTo(7_777);
        assertThat(seen(two.port, server).port()).isNotEqualTo(7_777);
        assertThat(answered(server, server.sources.getFirst(), one)).isTrue();
        assertThat(answered(otherServer, otherServer.sources.getFirst(), two)).isTrue();
    }

    @Test
    void whereStrangersComeIn_aPortIsOneHosts() {
        SimHost first = internet.host(NatKind.FULL_CONE, false);
        NatProbe.Listener one = new NatProbe.Listener(first, 7_777);
        NatProbe.Listener two = new NatProbe.Listener(internet.neighborOf(first), 7_777);

        assertThat(seen(one.port, server).port()).isEqualTo(7_777);
        Endpoint other = seen(two.port, otherServer);
        assertThat(other.port()).isNotEqualTo(7_777);
        assertThat(answered(server, other, two)).isTrue();
    }

    @Test
    void sequentialPorts_followEachOtherRoundAndRound() {
        SimHost host = internet.host(List.of(symmetric(new Sequential(40_000, 5, -1))));
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ports.add(seen(new NatProbe.Listener(host).port, server).port());
            network.run(Duration.ofSeconds(31));
        }
        for (int i = 1; i < ports.size(); i++) {
            assertThat(Math.floorMod(ports.get(i - 1) - ports.get(i), 5)).isEqualTo(1);
        }
    }

    @Test
    void foreignAllocations_moveTheSequenceOnAtTheirRate() {
        SimHost host = internet.host(List.of(symmetric(new Sequential(10_000, 50_000, 2))));
        host.nats().getFirst().foreignAllocations(100);
        SimPort port = new NatProbe.Listener(host).port;
        int before = seen(port, server).port();
        network.run(Duration.ofSeconds(31));

        int moved = Math.floorMod(seen(port, server).port() - before, 50_000) / 2;

        assertThat(moved).isBetween(3_100 - 4 * 56, 3_100 + 4 * 56); // 56: the root of 3,100
    }

    @Test
    void blockIsOneHosts_andAligned() {
        SimNat nat = internet.host(List.of(symmetric(new Block(256)))).nats().getFirst();
        Set<Integer> blocks = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            SimHost host = nat.host("192.168.0." + (100 + i));
            Set<Integer> ofHost = new TreeSet<>();
            for (int j = 0; j < 20; j++) {
                ofHost.add(seen(new NatProbe.Listener(host).port, server).port() / 256);
            }
            assertThat(ofHost).hasSize(1);
            blocks.addAll(ofHost);
        }
        assertThat(blocks).hasSize(10);
    }

    @Test
    void fullBlock_hasNoPortLeft_untilOneIsFree() {
        SimHost host = internet.host(List.of(symmetric(new Block(8))));
        for (int i = 0; i < 8; i++) {
            seen(new NatProbe.Listener(host).port, server);
        }
        SimPort late = new NatProbe.Listener(host).port;
        send(late, server.port.endpoint());
        assertThat(host.nats().getFirst().exhausted()).isEqualTo(1);
        network.run(Duration.ofSeconds(31));

        seen(late, server);
    }

    @Test
    void quota_isEachHosts() {
        SimHost host = internet.host(List.of(symmetric(new Random())));
        SimNat nat = host.nats().getFirst().quota(2);
        seen(new NatProbe.Listener(host).port, server);
        SimPort second = new NatProbe.Listener(host).port;
        seen(second, server);
        SimPort third = new NatProbe.Listener(host).port;
        send(third, server.port.endpoint());
        assertThat(nat.exhausted()).isEqualTo(1);

        seen(second, server);
        seen(new NatProbe.Listener(internet.neighborOf(host)).port, server);
        network.run(Duration.ofSeconds(31));
        seen(third, server);
    }

    @Test
    void quotaOfAConeNat_countsPortsNotConnections() {
        SimHost host = internet.host(NatKind.CONE, false);
        host.nats().getFirst().quota(1);
        SimPort port = new NatProbe.Listener(host).port;
        assertThat(seen(port, server)).isEqualTo(seen(port, otherServer));
    }

    @Test
    void hairpin_leadsToTheNeighborByItsOuterEndpoint() {
        for (boolean hairpin : List.of(false, true)) {
            SimHost first = internet.host(hairpin ? NatKind.HAIRPIN : NatKind.CONE, false);
            NatProbe.Listener one = new NatProbe.Listener(first);
            NatProbe.Listener two = new NatProbe.Listener(internet.neighborOf(first));
            Endpoint outerOne = seen(one.port, server);
            Endpoint outerTwo = seen(two.port, server);

            send(one.port, outerTwo);
            assertThat(two.sources).as("filtered: two has not called").isEmpty();
            send(two.port, outerOne);

            assertThat(one.sources).isEqualTo(hairpin ? List.of(outerTwo) : List.of());
        }
    }

    @Test
    void neighbors_reachEachOtherByInnerAddresses_strangersDoNot() {
        SimHost first = internet.host(NatKind.CONE, false);
        NatProbe.Listener one = new NatProbe.Listener(first);
        NatProbe.Listener two = new NatProbe.Listener(internet.neighborOf(first));
        NatProbe.Listener stranger = new NatProbe.Listener(internet.host(NatKind.CONE, false));

        send(one.port, two.port.endpoint());
        send(stranger.port, two.port.endpoint());

        assertThat(two.sources).containsExactly(one.port.endpoint());
    }

    @Test
    void hostsBehindOneCarrier_meetInItsNetwork() {
        SimNat carrier = internet.carrier(NatBehavior.masquerade());
        SimHost a = internet.hostBehind(carrier, NatKind.FULL_CONE, false);
        SimHost b = internet.hostBehind(carrier, NatKind.FULL_CONE, false);
        NatProbe.Listener one = new NatProbe.Listener(a, 7_777);
        NatProbe.Listener two = new NatProbe.Listener(b, 7_777);
        assertThat(seen(one.port, server).address()).isEqualTo(carrier.outerAddress());

        send(two.port, new Endpoint(a.nats().getFirst().outerAddress(), 7_777));

        assertThat(one.sources).containsExactly(new Endpoint(b.nats().getFirst().outerAddress(), 7_777));
        assertThat(a.outerAddress()).isEqualTo(carrier.outerAddress());
    }

    @Test
    void forwardedPort_isOpenToAll_andAnswersComeFromIt() {
        SimHost host = internet.host(NatKind.CONE, true);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        host.nats().getFirst().forward(40_000, client.port.endpoint());
        Endpoint forwarded = new Endpoint(host.outerAddress(), 40_000);

        assertThat(answered(server, forwarded, client)).isTrue();
        assertThat(seen(client.port, server)).isEqualTo(forwarded);
        assertThat(seen(client.port, otherServer).port()).isEqualTo(7_777);
    }

    @Test
    void udpOnlyToSupernode_goesNowhereElse() {
        SimSupernode supernode = internet.supernode();
        SimHost host = internet.host(NatKind.UDP_ONLY_TO_SUPERNODE, false);
        SimPort port = new NatProbe.Listener(host).port;
        send(port, server.port.endpoint());
        assertThat(server.sources).isEmpty();
        assertThat(host.nats().getFirst().forbidden()).isEqualTo(1);

        long before = network.delivered();
        send(port, supernode.endpoint());
        assertThat(network.delivered()).isEqualTo(before + 1);
    }

    @Test
    void natThatMoves_forgetsItsMappings() {
        SimHost host = internet.host(NatKind.DOUBLE_CONE, false);
        NatProbe.Listener client = new NatProbe.Listener(host);
        Endpoint before = seen(client.port, server);
        host.moveTo("198.18.200.1");
        assertThat(answered(server, before, client)).isFalse();

        Endpoint after = seen(client.port, server);
        assertThat(after.address()).hasToString("198.18.200.1");
        assertThat(answered(server, after, client)).isTrue();
        host.nats().getLast().reboot();
        assertThat(answered(server, after, client)).isFalse();
    }

    @Test
    void forgottenConnections_takeNoRoom() {
        SimHost host = internet.host(List.of(symmetric(new Preserving())));
        SimPort port = new NatProbe.Listener(host).port;
        for (int i = 0; i < 5_000; i++) {
            port.send(new Endpoint(server.port.endpoint().address(), 1_024 + i), PAYLOAD, UdpPort.DEFAULT_TTL);
        }
        assertThat(host.nats().getFirst().connections()).isEqualTo(5_000);
        network.run(Duration.ofSeconds(31));
        assertThat(host.nats().getFirst().connections()).isZero();
    }

    @Test
    void firewallOfIpv6_keepsAddressAndPort() {
        SimHost host = internet.host(NatKind.CONE, false);
        SimNat firewall = internet.addIpv6(host);
        NatProbe.Listener client = new NatProbe.Listener(host, 7_777);
        NatProbe.Listener six = new NatProbe.Listener(new SimHost(network, "2001:db8:0:1::1"), 3_478);
        Endpoint own = new Endpoint(firewall.outerAddress(), 7_777);
        assertThat(host.addresses()).containsExactly(host.address(), own.address());
        assertThat(answered(six, own, client)).isFalse();

        assertThat(seen(client.port, six)).isEqualTo(own);
        assertThat(answered(six, own, client)).isTrue();
        assertThat(seen(client.port, server).address()).isEqualTo(host.outerAddress());
    }
}
