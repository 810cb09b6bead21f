package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.system.sim.PortAllocation.Block;
import dev.culvert.system.sim.PortAllocation.Preserving;
import dev.culvert.system.sim.PortAllocation.Random;
import dev.culvert.system.sim.PortAllocation.Sequential;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Edges that start find out which of all NATs they were put behind, registering meanwhile, over links that lose: 40 ms to
 * every server and back, 1 % lost each way. {@code -Dculvert.trials=200} tries each so often.
 */
class DetectionSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int TRIALS = Integer.getInteger("culvert.trials", 2);
    private static final int PUBLIC_SERVERS = 4;
    /**
     * Of one case this part may be wrong, where of all it is less than the hundredth: two addresses that see one port by
     * chance, as in 1 of 512 in a small block, are taken for endpoint-independent mapping; and samples may miss a block's end.
     */
    private static final int CHANCE = 40;

    private static final Duration MEDIAN = Duration.ofSeconds(1);
    private static final Duration ALL_DEAD = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final List<Boolean> INPUT = List.of(false, true);
    private static final DetectionTable TABLE = new DetectionTable();

    /** Which servers there are besides supernodes with two addresses, and which of all answer. */
    private enum Servers {
        SUPERNODE,
        PUBLIC_TOO,
        PUBLIC_ALONE,
        NONE
    }

    static Stream<DetectionCase> kinds() {
        return Stream.concat(
                Stream.of(DetectionCase.firewalled()),
                Stream.of(NatKind.values())
                        .flatMap(kind -> INPUT.stream().map(input -> DetectionCase.of(kind, input))));
    }

    /** Everything that a NAT is made of, with everything else. */
    static Stream<DetectionCase> behaviors() {
        return Stream.of(Mapping.ENDPOINT_INDEPENDENT, Mapping.ADDRESS_DEPENDENT, Mapping.ADDRESS_AND_PORT_DEPENDENT)
                .flatMap(mapping -> Stream.of(Filtering.values())
                        .filter(filtering -> filtering != Filtering.UNKNOWN)
                        .flatMap(filtering -> Stream.of(
                                        new Preserving(),
                                        new Sequential(20_000, 4_096, 1),
                                        new Sequential(20_000, 4_096, -3),
                                        new Random(),
                                        new Block(512),
                                        new Block(1_024),
                                        new Block(4_096))
                                .map(ports -> NatBehavior.of(mapping, filtering, ports))))
                .flatMap(nat -> INPUT.stream()
                        .flatMap(input -> Stream.of(false, true)
                                .map(hairpin ->
                                        DetectionCase.of(nat.inputAccept(input).hairpin(hairpin)))));
    }

    static Stream<DetectionCase> doubles() {
        List<NatKind> kinds = List.of(
                NatKind.FULL_CONE,
                NatKind.ADDRESS_RESTRICTED,
                NatKind.CONE,
                NatKind.SEQUENTIAL,
                NatKind.PORT_BLOCK,
                NatKind.RANDOM);
        return kinds.stream()
                .flatMap(carrier -> kinds.stream()
                        .flatMap(home -> INPUT.stream()
                                .map(input -> DetectionCase.behindCarrier(
                                        carrier.chain(false).getFirst(), home, input))));
    }

    static Stream<DetectionCase> busy() {
        return Stream.of(20.0, 100.0, 200.0)
                .flatMap(foreign -> INPUT.stream()
                        .map(input ->
                                DetectionCase.of(NatKind.SEQUENTIAL, input).among(foreign)));
    }

    @ParameterizedTest
    @MethodSource({"kinds", "behaviors", "doubles", "busy"})
    void classDetected_isTheClassBuilt(DetectionCase built) {
        check(built, Servers.SUPERNODE, DetectionCase::isRight);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void publicServers_ofWhichHalfAreDead_changeNothing(DetectionCase built) {
        check(built, Servers.PUBLIC_TOO, DetectionCase::isRight);
    }

    /** Nobody has a second address: whom the NAT lets in cannot be tried. */
    @ParameterizedTest
    @MethodSource("kinds")
    void publicServersAlone_areEnoughForMappingAndPorts(DetectionCase built) {
        if (!built.name().startsWith(NatKind.UDP_ONLY_TO_SUPERNODE.name())) {
            check(built, Servers.PUBLIC_ALONE, DetectionCase::isMappingRight);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyServerDead_isFoundOutInThreeSeconds(DetectionCase built) {
        List<Detection> detections = detections(built, Servers.NONE, (cell, found) -> !found.isReached());
        DetectionTable.print(built + "; every server dead", detections);
        assertThat(detections).allMatch(Detection::isRight);
        assertThat(DetectionTable.at(detections, 100)).isLessThanOrEqualTo(ALL_DEAD);
    }

    private static void check(DetectionCase built, Servers servers, BiPredicate<DetectionCase, NatReport> isRight) {
        List<Detection> detections = detections(built, servers, isRight);
        TABLE.add(servers == Servers.SUPERNODE ? built.name() : built + "; " + servers, detections);
        List<NatReport> wrong = detections.stream()
                .filter(detection -> !detection.isRight())
                .map(Detection::found)
                .toList();
        assertThat(wrong.size()).as("of %d: %s", TRIALS, wrong).isLessThanOrEqualTo(Math.max(1, TRIALS / CHANCE));
        assertThat(DetectionTable.at(detections, 50)).isLessThanOrEqualTo(MEDIAN);
    }

    @AfterAll
    static void ofAll_99PercentAreRight() {
        TABLE.printAll();
        assertThat(TABLE.shareRight()).isGreaterThanOrEqualTo(0.99);
    }

    private static List<Detection> detections(
            DetectionCase built, Servers servers, BiPredicate<DetectionCase, NatReport> isRight) {
        return IntStream.range(0, TRIALS)
                .mapToObj(seed -> {
                    SimInternet internet =
                            new SimInternet(31L * seed + built.name().hashCode());
                    SimMember member = start(internet, built, servers);
                    Duration time = internet.network().runUntil(() -> isOver(member.nat(), servers), LONGEST);
                    return new Detection(member.nat(), isRight.test(built, member.nat()), time);
                })
                .toList();
    }

    /** Public servers may have answered all that they can before the supernode says where it does. */
    private static boolean isOver(NatReport report, Servers servers) {
        return report.complete()
                && (servers != Servers.PUBLIC_TOO || report.natClass().filtering() != Filtering.UNKNOWN);
    }

    private static SimMember start(SimInternet internet, DetectionCase built, Servers servers) {
        SimSupernode supernode = internet.supernodeWithTwoAddresses();
        if (servers == Servers.PUBLIC_ALONE || servers == Servers.NONE) {
            supernode.kill();
        }
        SimMember member = new SimMember(built.place().apply(internet), KEYS, "10.0.0.1/24", supernode)
                .start()
                .detect();
        for (int i = 0; servers != Servers.SUPERNODE && i < PUBLIC_SERVERS; i++) {
            boolean dead = servers == Servers.NONE || (servers == Servers.PUBLIC_TOO && i % 2 == 0);
            member.useStunServers("public-" + i, List.of(publicServer(internet, dead)));
        }
        return member;
    }

    private static Endpoint publicServer(SimInternet internet, boolean dead) {
        SimHost host = internet.server();
        return dead ? new Endpoint(host.address(), SimStun.PORT) : new SimStun(host).endpoint();
    }
}
