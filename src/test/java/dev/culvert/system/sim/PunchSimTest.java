package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bare ports that punch holes fare as they do through the NATs of Linux, where these figures were measured: what is built
 * on the simulated NATs is not built on sand.
 */
class PunchSimTest {
    private static final byte[] PING = {'!'};
    private static final int TRIALS = 30;
    private static final int OPENER_TTL = 2; // beyond one's own NAT and no further
    private static final Duration SKEW = Duration.ofMillis(20);
    private static final Duration LINK = Duration.ofMillis(1);

    /** One end: some sockets that know where a server saw the first of them. */
    private static final class Side {
        final SimHost host;
        final List<SimPort> sockets = new ArrayList<>();
        boolean heard;

        Side(SimHost host, int count) {
            this.host = host;
            for (int i = 0; i < count; i++) {
                sockets.add(host.open((source, local, datagram) -> heard = true));
            }
        }

        SimPort socket() {
            return sockets.getFirst();
        }

        Endpoint mappedBy(NatProbe probe) {
            return probe.mapped(socket());
        }
    }

    private static SimInternet internet(int seed) {
        return new SimInternet(seed).access(Impairment.NONE.delay(LINK));
    }

    private static int successes(int trials, IntPredicate trial) {
        return (int) IntStream.range(0, trials).filter(trial).count();
    }

    // -- the collision in Linux's connection tracking
    // ---------------------------------------------------------------------

    /** Two cones whose ends ping each other five times a second, the second 20 ms after the first. */
    private static boolean conesMeet(int seed, boolean inputAccept, boolean openers) {
        SimInternet internet = internet(seed);
        SimNetwork network = internet.network();
        NatProbe probe = new NatProbe(network);
        Side a = new Side(internet.host(NatKind.CONE, inputAccept), 1);
        Side b = new Side(internet.host(NatKind.CONE, inputAccept), 1);
        Endpoint mappedA = a.mappedBy(probe);
        Endpoint mappedB = b.mappedBy(probe);
        if (openers) {
            a.socket().send(mappedB, PING, OPENER_TTL);
            b.socket().send(mappedA, PING, OPENER_TTL);
            network.run(SKEW);
        }
        network.every(Duration.ofMillis(200), () -> a.socket().send(mappedB, PING, UdpPort.DEFAULT_TTL));
        network.after(
                SKEW,
                () -> network.every(Duration.ofMillis(200), () -> b.socket().send(mappedA, PING, UdpPort.DEFAULT_TTL)));
        network.run(Duration.ofSeconds(75));
        return a.heard && b.heard;
    }

    @Test
    void coneAndCone_meetWhereInputDrops() {
        assertThat(successes(TRIALS, seed -> conesMeet(seed, false, false))).isEqualTo(TRIALS);
    }

    @Test
    void coneAndCone_neverMeetWhereInputAccepts() {
        assertThat(successes(TRIALS, seed -> conesMeet(seed, true, false))).isZero();
    }

    @Test
    void coneAndCone_meetWhereInputAccepts_ifOpenersWentFirst() {
        assertThat(successes(TRIALS, seed -> conesMeet(seed, true, true))).isEqualTo(TRIALS);
    }

    /** Two sequential NATs: 25 sockets at each end, all of which ping the port 20 beyond the last one seen. */
    private static boolean sequentialsMeet(int seed, boolean inputAccept, boolean openers) {
        SimInternet internet = internet(seed);
        SimNetwork network = internet.network();
        NatProbe probe = new NatProbe(network);
        Side a = new Side(internet.host(NatKind.SEQUENTIAL, inputAccept), 25);
        Side b = new Side(internet.host(NatKind.SEQUENTIAL, inputAccept), 25);
        Endpoint aimA = beyond(a.mappedBy(probe), 20);
        Endpoint aimB = beyond(b.mappedBy(probe), 20);
        if (openers) {
            a.sockets.forEach(socket -> socket.send(aimB, PING, OPENER_TTL));
            b.sockets.forEach(socket -> socket.send(aimA, PING, OPENER_TTL));
            network.run(SKEW);
        }
        network.every(
                Duration.ofMillis(200),
                () -> a.sockets.forEach(socket -> socket.send(aimB, PING, UdpPort.DEFAULT_TTL)));
        network.after(
                SKEW,
                () -> network.every(
                        Duration.ofMillis(200),
                        () -> b.sockets.forEach(socket -> socket.send(aimA, PING, UdpPort.DEFAULT_TTL))));
        network.run(Duration.ofSeconds(3));
        return a.heard && b.heard;
    }

    private static Endpoint beyond(Endpoint sample, int ports) {
        return new Endpoint(sample.address(), 20_000 + (sample.port() - 20_000 + ports) % 4_096);
    }

    @Test
    void twoSequentialNats_meetWhereInputDrops_orOpenersWentFirst() {
        assertThat(successes(TRIALS, seed -> sequentialsMeet(seed, false, false)))
                .isEqualTo(TRIALS);
        assertThat(successes(TRIALS, seed -> sequentialsMeet(seed, true, false)))
                .isZero();
        assertThat(successes(TRIALS, seed -> sequentialsMeet(seed, true, true))).isEqualTo(TRIALS);
    }

    // -- the birthday paradox
    // ---------------------------------------------------------------------------------------------

    /** A cone's socket sends one ping to each of so many ports, different ones; the other end has opened others. */
    private static boolean volleyHits(int seed, PortAllocation ports, int sockets, int pings, int first, int count) {
        SimInternet internet = internet(seed);
        SimNetwork network = internet.network();
        NatProbe probe = new NatProbe(network);
        Side cone = new Side(internet.host(NatKind.CONE, false), 1);
        Side hard = new Side(
                internet.host(List.of(NatBehavior.of(
                        Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, ports))),
                sockets);
        Endpoint mapped = cone.mappedBy(probe);
        IpAddress target = hard.host.outerAddress();
        int start = count == 0 ? hard.mappedBy(probe).port() / first * first : first;
        hard.sockets.forEach(socket -> socket.send(mapped, PING, UdpPort.DEFAULT_TTL));
        int[] candidates =
                IntStream.range(start, start + (count == 0 ? first : count)).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < pings; i++) {
            int j = random.nextInt(i, candidates.length);
            int chosen = candidates[j];
            candidates[j] = candidates[i];
            cone.socket().send(new Endpoint(target, chosen), PING, UdpPort.DEFAULT_TTL);
        }
        network.run(Duration.ofSeconds(1));
        return hard.heard;
    }

    private static double expected(int sockets, int pings, int ports) {
        double misses = 1;
        for (int i = 0; i < pings; i++) {
            misses *= 1 - (double) sockets / (ports - i);
        }
        return 1 - misses;
    }

    private static void assertShare(int hits, int trials, double expected) {
        double deviation = Math.sqrt(expected * (1 - expected) / trials);
        System.out.println(
                hits + " of " + trials + " volleys hit, expected " + Math.round(1000 * expected) / 10.0 + " %");
        assertThat((double) hits / trials)
                .isBetween(expected - 4 * deviation - 0.01, Math.min(1, expected + 4 * deviation + 0.01));
    }

    @ParameterizedTest
    @CsvSource({"84, 600", "84, 1024", "256, 174", "256, 600", "256, 1161", "512, 174"})
    void volleysThroughARandomNat_hitAsTheBirthdayParadoxSays(int sockets, int pings) {
        int trials = 100;
        int ports = PortAllocation.LAST - PortAllocation.FIRST + 1;
        int hits = successes(
                trials,
                seed -> volleyHits(seed, new PortAllocation.Random(), sockets, pings, PortAllocation.FIRST, ports));
        assertShare(hits, trials, expected(sockets, pings, ports));
    }

    @ParameterizedTest
    @CsvSource({"64, 80", "256, 20", "64, 10"})
    void volleysIntoAPortBlock_needFewPings(int sockets, int pings) {
        int hits = successes(100, seed -> volleyHits(seed, new PortAllocation.Block(1_024), sockets, pings, 1_024, 0));
        assertShare(hits, 100, expected(sockets, pings, 1_024));
    }

    // -- prediction
    // -------------------------------------------------------------------------------------------------------

    /** A cone's socket opens a window of ports beyond the one seen; the other end pings 150 ms after that was seen. */
    private static boolean predictionHits(int seed, double foreignPerSecond, int from, int to) {
        SimInternet internet = internet(seed);
        SimNetwork network = internet.network();
        NatProbe probe = new NatProbe(network);
        Side cone = new Side(internet.host(NatKind.CONE, false), 1);
        Side sequential = new Side(internet.host(NatKind.SEQUENTIAL, false), 1);
        sequential.host.nats().getFirst().foreignAllocations(foreignPerSecond);
        network.run(Duration.ofSeconds(1));
        Endpoint mapped = cone.mappedBy(probe);
        Endpoint sample = sequential.mappedBy(probe);
        for (int i = from; i <= to; i++) {
            cone.socket().send(beyond(sample, i), PING, UdpPort.DEFAULT_TTL);
        }
        network.run(Duration.ofMillis(150));
        sequential.socket().send(mapped, PING, UdpPort.DEFAULT_TTL);
        network.run(Duration.ofSeconds(1));
        return cone.heard;
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 30, 30", "50, 1, 16, 28, 30", "200, 1, 16, 0, 1", "200, 1, 50, 29, 30", "200, 10, 52, 29, 30"
    })
    void predictionNeedsAWindowThatTheLoadFitsIn(double foreignPerSecond, int from, int to, int least, int most) {
        int hits = successes(TRIALS, seed -> predictionHits(seed, foreignPerSecond, from, to));
        System.out.println(
                hits + " of " + TRIALS + " predictions hit at " + foreignPerSecond + "/s, +" + from + " to +" + to);
        assertThat(hits).isBetween(least, most);
    }

    // -- how fast this is
    // -------------------------------------------------------------------------------------------------

    @Test
    void thousandsOfPairs_fitIntoOneRun() {
        SimInternet internet = new SimInternet(1);
        SimNetwork network = internet.network();
        List<Side> sides = new ArrayList<>();
        long startNs = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            Side a = new Side(internet.host(NatKind.DOUBLE_CONE, true), 1);
            Side b = new Side(internet.host(NatKind.CONE, true), 1);
            sides.add(a);
            sides.add(b);
            Endpoint toA = new Endpoint(a.host.outerAddress(), a.socket().localPort());
            Endpoint toB = new Endpoint(b.host.outerAddress(), b.socket().localPort());
            a.socket().send(toB, PING, OPENER_TTL + 1);
            b.socket().send(toA, PING, OPENER_TTL);
            network.every(Duration.ofMillis(250), () -> a.socket().send(toB, PING, UdpPort.DEFAULT_TTL));
            network.every(Duration.ofMillis(250), () -> b.socket().send(toA, PING, UdpPort.DEFAULT_TTL));
        }
        network.run(Duration.ofSeconds(10));
        System.out.println("1,000 pairs, 10 s, " + network.delivered() + " datagrams delivered: "
                + Duration.ofNanos(System.nanoTime() - startNs).toMillis() + " ms");
        assertThat(sides).allMatch(side -> side.heard);
    }
}
