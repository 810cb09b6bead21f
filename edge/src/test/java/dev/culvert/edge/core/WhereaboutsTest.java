package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an edge tells others of where it is, and whom it asks. */
class WhereaboutsTest {
    private static final Endpoint SEEN = endpoint("198.51.100.7", 7_777);
    private static final Candidate MAPPED =
            new Candidate(endpoint("198.51.100.7", 40_000), CandidateKind.MAPPED, false);
    private static final NatClass OPEN_CONE = new NatClass(
            Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, new Allocation.Unknown(), Hairpin.UNKNOWN);

    private final FakeCommunity fake = new FakeCommunity();
    private final Node node = new Node(1);
    private final List<Endpoint> servers = new ArrayList<>();
    private final FakePort asking = new FakePort();
    private final Whereabouts whereabouts = new Whereabouts(
            fake.context(node),
            fake.membership(Optional.of(IpPrefix.parse("10.0.0.1/24")), false),
            List.of(),
            new StunClient(new Random(3), fake.counters),
            number -> servers.stream().skip(number).findFirst());

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }

    @Test
    void manyAddressesOfTheHost_leaveRoomForWhatOthersSee() {
        whereabouts.useLocal(IntStream.range(1, 30)
                .mapToObj(i -> IpAddress.parse("172.17.0." + i))
                .toList());
        whereabouts.useNat(OPEN_CONE, List.of(SEEN), Optional.empty());
        whereabouts.useMapped(List.of(MAPPED));
        List<Candidate> candidates = whereabouts.candidates();
        assertThat(candidates).hasSize(Limits.LOCAL_CANDIDATES + 2).contains(MAPPED);
        assertThat(candidates.getFirst().endpoint().address())
                .as("the uplink's")
                .isEqualTo(IpAddress.parse("172.17.0.1"));
        assertThat(candidates).anyMatch(candidate -> candidate.endpoint().equals(SEEN));
    }

    @Test
    void rateThatHasChanged_isUsed_andNoNews() {
        assertThat(whereabouts.useNat(sequential(1), List.of(), Optional.empty()))
                .isTrue();
        assertThat(whereabouts.useNat(sequential(9), List.of(), Optional.empty()))
                .isFalse();
        assertThat(whereabouts.natClass()).isEqualTo(sequential(9));
    }

    private static NatClass sequential(double portsPerSecond) {
        return new NatClass(
                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                new Allocation.Sequential(1, portsPerSecond),
                Hairpin.NO);
    }

    @Test
    void ownAddressThatAServerSaw_staysWhatItIs() {
        Endpoint lan = endpoint("192.168.1.2", node.port.localPort());
        whereabouts.useLocal(List.of(lan.address()));
        whereabouts.useNat(OPEN_CONE, List.of(lan), Optional.empty());
        assertThat(whereabouts.candidates()).containsExactly(new Candidate(lan, CandidateKind.LAN, false));
    }

    @Test
    void onlyAddressesOfTheFamilyThatWasTested_areCalledOpen() {
        servers.add(endpoint("203.0.113.1", 3_478));
        whereabouts.useLocal(List.of(IpAddress.parse("2001:db8::2")));
        whereabouts.useNat(OPEN_CONE, List.of(SEEN), Optional.empty());
        assertThat(whereabouts.candidates())
                .extracting(candidate -> candidate.endpoint().address().isIpv4(), Candidate::open)
                .containsExactly(tuple(false, false), tuple(true, true));
    }

    @Test
    void serversThatShowedTheNat_areAsked_overTheFamilyInQuestion() {
        servers.add(endpoint("203.0.113.1", 3_478));
        servers.add(endpoint("203.0.113.2", 3_478));
        for (int server = 0; server < 2; server++) {
            whereabouts.askMapping(asking, true, server, answer -> {}, 1);
            assertThat(asking.takeSent())
                    .singleElement()
                    .extracting(FakePort.Sent::remote)
                    .isEqualTo(servers.get(server));
        }
        List<Optional<Endpoint>> answers = new ArrayList<>();
        whereabouts.askMapping(asking, false, 0, answers::add, 1);
        assertThat(answers).as("nobody is known to answer by IPv6").containsExactly(Optional.empty());
    }
}
