package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.sim.SimJournal.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small community in quiet hours: nothing changes, and little is sent. {@code -Dculvert.hours=24} takes a day.
 *
 * <pre>
 *  open ═══ cone ═══ restricted ═══ sequential        ═══ direct      two supernodes
 *             ╚═════ random ─────── random            ─── relayed
 * </pre>
 */
class QuietSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int HOURS = Integer.getInteger("culvert.hours", 2);
    private static final List<NatKind> KINDS = List.of(
            NatKind.OPEN, NatKind.CONE, NatKind.ADDRESS_RESTRICTED, NatKind.SEQUENTIAL, NatKind.RANDOM, NatKind.RANDOM);
    private static final int[][] DIRECT = {{0, 1}, {1, 2}, {2, 3}, {1, 4}};
    private static final int[] RELAYED = {4, 5};
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final Duration BUSY = Duration.ofSeconds(60);
    private static final Duration PING = Duration.ofMillis(100);
    /** What a monitoring system asks each 10 minutes: more often than paths rest. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(10);

    /** An initiation, the request, and the acknowledgement of what is said then; and as many that were lost. */
    private static final int MOST_OF_A_RENEWAL = 6;

    private final SimInternet internet = new SimInternet(7);
    private final SimNetwork network = internet.network();
    private List<SimMember> members = List.of();

    private List<int[]> pairs() {
        List<int[]> pairs = new ArrayList<>(List.of(DIRECT));
        pairs.add(RELAYED);
        return pairs;
    }

    private void pingAll() {
        pairs().forEach(pair -> members.get(pair[0]).ping(members.get(pair[1]).overlay()));
    }

    private void begin(double loss) {
        internet.access(Impairment.NONE.delay(DELAY).loss(loss));
        SimSupernode[] supernodes = {internet.supernodeWithTwoAddresses(), internet.supernodeWithTwoAddresses()};
        members = IntStream.range(0, KINDS.size())
                .mapToObj(i -> new SimMember(
                                internet.host(KINDS.get(i), true), KEYS, "10.0.0." + (i + 1) + "/24", supernodes)
                        .start()
                        .detect())
                .toList();
        network.runUntil(
                () -> members.stream()
                        .allMatch(
                                member -> member.isRegistered() && member.nat().complete()),
                Duration.ofSeconds(20));
        long endNs = network.nowNs() + BUSY.toNanos();
        while (network.nowNs() < endNs) {
            pingAll();
            network.run(PING);
        }
        network.run(Duration.ofSeconds(20)); // the last pings have ended, and no round is under way
    }

    private boolean isDirect(int[] pair) {
        SimMember one = members.get(pair[0]);
        SimMember other = members.get(pair[1]);
        return one.peers().stream()
                .filter(peer -> peer.allowedIps().stream().anyMatch(prefix -> prefix.contains(other.overlay())))
                .anyMatch(peer -> one.community()
                        .pathsOf(peer, network.nowNs())
                        .filter(paths -> paths.verdict() == Verdict.DIRECT)
                        .isPresent());
    }

    private long count(CounterId id) {
        return members.stream().mapToLong(member -> member.count(id)).sum();
    }

    private long lines(Level level) {
        return members.stream()
                .mapToLong(member -> member.journal().counts().get(level))
                .sum();
    }

    private List<String> pathChanges() {
        return members.stream()
                .flatMap(member -> member.journal().lines().stream())
                .map(SimJournal.Line::words)
                .filter(words -> words.startsWith("path: "))
                .toList();
    }

    private void report(String what, SentKinds sent, long sessions, long initiations, long cpuNs) {
        System.out.printf(
                "%s, %d hours of %d edges: %d path changes, %d sessions (%d initiations), log lines %d debug, %d info,"
                        + " %d warn; packets an hour: %s; CPU %d ms%n",
                what,
                HOURS,
                members.size(),
                pathChanges().size(),
                sessions,
                initiations,
                lines(Level.DEBUG),
                lines(Level.INFO),
                lines(Level.WARN),
                sent.perHour(HOURS),
                Duration.ofNanos(cpuNs).toMillis());
        members.forEach(member -> member.journal().lines().stream()
                .filter(line -> line.level() != Level.DEBUG)
                .forEach(line -> System.out.println("    " + member.overlay() + " " + line)));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0.01, true", "0, false", "0.01, false"})
    void quietHours_changeNothing(double loss, boolean heartbeat) {
        begin(loss);
        for (int[] pair : DIRECT) {
            assertThat(isDirect(pair))
                    .as(KINDS.get(pair[0]) + " x " + KINDS.get(pair[1]))
                    .isTrue();
        }
        assertThat(isDirect(RELAYED)).isFalse();
        SentKinds sent = new SentKinds(members.stream().map(SimMember::host).toList());
        if (!heartbeat) {
            network.run(Duration.ofNanos(Timing.PATH_REST_NS));
        }
        members.forEach(member -> member.journal().clear());
        sent.clear();
        long sessions = count(CounterId.SESSIONS_MADE);
        long initiations = count(CounterId.INITIATIONS_SENT);
        long startedNs = System.nanoTime();
        long endNs = network.nowNs() + Duration.ofHours(HOURS).toNanos();
        int beats = 0;
        while (network.nowNs() < endNs) {
            if (heartbeat) {
                beats++;
                pingAll();
            }
            network.run(HEARTBEAT);
        }
        sessions = count(CounterId.SESSIONS_MADE) - sessions;
        report(
                "loss " + loss + (heartbeat ? ", a ping each 10 minutes" : ", silence"),
                sent,
                sessions,
                count(CounterId.INITIATIONS_SENT) - initiations,
                System.nanoTime() - startedNs);

        // Each pair's data makes keys at both ends, unless the last are young enough.
        long renewals = 2L * members.size() * Duration.ofHours(HOURS).toNanos() / Timing.REGISTER_RENEWAL_NS;
        long planned = renewals + 2L * beats * pairs().size();
        assertThat(pathChanges()).isEmpty();
        assertThat(sessions)
                .as("none but %d renewals and %d pings", renewals, beats)
                .isBetween(renewals, planned);
        assertThat(count(CounterId.HANDSHAKES_GIVEN_UP)).isZero();
        assertThat(lines(Level.INFO) + lines(Level.WARN)).isZero();
        assertThat(members).allMatch(SimMember::isRegistered);
        if (!heartbeat) {
            assertThat(lines(Level.DEBUG)).isZero();
            assertThat(sent.all() - sent.of(MessageKind.KEEP))
                    .as("of each renewal, that of the session as well")
                    .isLessThanOrEqualTo(MOST_OF_A_RENEWAL * renewals);
        }
    }
}
