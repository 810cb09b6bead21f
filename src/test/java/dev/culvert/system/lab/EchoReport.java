package dev.culvert.system.lab;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What became of some packets of an {@link EchoFlow}. Immutable.
 *
 * @param sent how many there were
 * @param lostThere that did not arrive
 * @param lostBack that arrived, and whose answer did not
 * @param lateThere that arrived after one that was sent later
 * @param lateBack whose answer came after that to one sent later
 * @param latest by how much at most such an answer was later than the first one that overtook it
 * @param longestGap between two answers that followed each other
 */
public record EchoReport(
        int sent, int lostThere, int lostBack, int lateThere, int lateBack, Duration latest, Duration longestGap) {

    static EchoReport of(List<EchoLog.Packet> packets) {
        int arrived = (int)
                packets.stream().filter(packet -> packet.arrived().isPresent()).count();
        int answered = (int) packets.stream().filter(EchoLog.Packet::isAnswered).count();
        return new EchoReport(
                packets.size(),
                packets.size() - arrived,
                arrived - answered,
                late(packets, EchoLog.Packet::arrived),
                late(packets, EchoLog.Packet::answered),
                latest(packets),
                gap(packets));
    }

    private static Duration latest(List<EchoLog.Packet> packets) {
        long latest = 0;
        long firstLater = Long.MAX_VALUE; // when the first of all that were sent later was answered
        for (EchoLog.Packet packet : packets.reversed()) {
            long answered = packet.answered().orElse(Long.MAX_VALUE);
            if (answered != Long.MAX_VALUE && firstLater != Long.MAX_VALUE) {
                latest = Math.max(latest, answered - firstLater);
            }
            firstLater = Math.min(firstLater, answered);
        }
        return Duration.ofNanos(latest);
    }

    private static int late(List<EchoLog.Packet> packets, Function<EchoLog.Packet, OptionalLong> when) {
        int late = 0;
        int greatest = -1;
        List<EchoLog.Packet> inOrder = packets.stream()
                .filter(packet -> when.apply(packet).isPresent())
                .sorted(Comparator.comparingLong(packet -> when.apply(packet).orElseThrow()))
                .toList();
        for (EchoLog.Packet packet : inOrder) {
            late += packet.number() < greatest ? 1 : 0;
            greatest = Math.max(greatest, packet.number());
        }
        return late;
    }

    private static Duration gap(List<EchoLog.Packet> packets) {
        long[] times = packets.stream()
                .flatMapToLong(packet -> packet.answered().stream())
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    /** All that were not answered. */
    public int lost() {
        return lostThere + lostBack;
    }

    @Override
    public String toString() {
        return "%,d sent, %d lost (%d there, %d back), %d and %d overtaken by up to %d ms, %d ms between answers at most"
                .formatted(
                        sent,
                        lost(),
                        lostThere,
                        lostBack,
                        lateThere,
                        lateBack,
                        latest.toMillis(),
                        longestGap.toMillis());
    }
}
