package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.sim.PortAllocation.Block;
import dev.culvert.system.sim.PortAllocation.Preserving;
import dev.culvert.system.sim.PortAllocation.Random;
import dev.culvert.system.sim.PortAllocation.Sequential;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each NAT is, seen from outside, what it was made. */
class NatClassSimTest {
    private static final Set<Mapping> MAPPINGS = EnumSet.complementOf(EnumSet.of(Mapping.UNKNOWN, Mapping.NONE));
    private static final Set<Filtering> FILTERINGS = EnumSet.complementOf(EnumSet.of(Filtering.UNKNOWN));

    static Stream<NatBehavior> behaviors() {
        return MAPPINGS.stream()
                .flatMap(mapping -> FILTERINGS.stream()
                        .flatMap(filtering -> Stream.of(
                                        new Preserving(),
                                        new Sequential(30_000, 500, 1),
                                        new Sequential(30_000, 500, -3),
                                        new Random(),
                                        new Block(512))
                                .map(ports -> NatBehavior.of(mapping, filtering, ports))));
    }

    private static SimInternet quiet() {
        return new SimInternet(1).access(Impairment.NONE);
    }

    @ParameterizedTest
    @MethodSource("behaviors")
    void everyBehavior(NatBehavior behavior) {
        SimInternet internet = quiet();
        NatProbe probe = new NatProbe(internet.network());
        boolean symmetricInFact =
                behavior.ports() instanceof Preserving && behavior.filtering() == Filtering.ADDRESS_AND_PORT_DEPENDENT;
        for (boolean inputAccept : List.of(false, true)) {
            SimHost host = internet.host(List.of(behavior.inputAccept(inputAccept)));
            // Where the inner port is kept and may be shared, all remotes see it, whatever the mapping would allow.
            assertThat(probe.mapping(host))
                    .isEqualTo(symmetricInFact ? Mapping.ENDPOINT_INDEPENDENT : behavior.mapping());
            assertThat(probe.filtering(host)).isEqualTo(behavior.filtering());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UDP_ONLY_TO_SUPERNODE")
    void everyKind(NatKind kind) {
        SimInternet internet = quiet();
        NatProbe probe = new NatProbe(internet.network());
        for (boolean inputAccept : List.of(false, true)) {
            SimHost host = internet.host(kind, inputAccept);
            assertThat(probe.mapping(host)).isEqualTo(kind.mapping());
            assertThat(probe.filtering(host)).isEqualTo(kind.filtering());
            assertThat(host.nats()).hasSameSizeAs(kind.chain(inputAccept));
        }
    }

    @ParameterizedTest
    @EnumSource
    void behindACarrier_theWorstOfBothCounts(NatKind kind) {
        SimInternet internet = quiet();
        NatProbe probe = new NatProbe(internet.network());
        SimNat carrier = internet.carrier(
                NatBehavior.of(Mapping.ADDRESS_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT, new Random()));
        if (kind != NatKind.UDP_ONLY_TO_SUPERNODE) {
            SimHost host = internet.hostBehind(carrier, kind, false);
            assertThat(probe.mapping(host)).isEqualTo(worst(kind.mapping(), Mapping.ADDRESS_DEPENDENT));
            assertThat(probe.filtering(host)).isEqualTo(kind.filtering());
        }
    }

    private static Mapping worst(Mapping a, Mapping b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
