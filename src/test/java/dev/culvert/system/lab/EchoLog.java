package dev.culvert.system.lab;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** When each packet of an {@link EchoFlow} was sent, arrived and came back. Any thread. */
final class EchoLog {
    private static final long NOT_YET = Long.MIN_VALUE;

    private long[] sentNs = new long[1024];
    private long[] arrivedNs = new long[1024];
    private long[] answeredNs = new long[1024];
    private int sent;

    /**
     * One packet.
     *
     * @param arrived when it reached the other host first
     * @param answered when its answer came first
     */
    record Packet(int number, long sentNs, OptionalLong arrived, OptionalLong answered) {
        boolean isAnswered() {
            return answered.isPresent();
        }
    }

    /** One is sent: its number, from 0. */
    synchronized int asked(long nowNs) {
        if (sent == sentNs.length) {
            sentNs = Arrays.copyOf(sentNs, 2 * sent);
            arrivedNs = Arrays.copyOf(arrivedNs, 2 * sent);
            answeredNs = Arrays.copyOf(answeredNs, 2 * sent);
        }
        sentNs[sent] = nowNs;
        arrivedNs[sent] = NOT_YET;
        answeredNs[sent] = NOT_YET;
        return sent++;
    }

    synchronized void arrived(int number, long nowNs) {
        if (arrivedNs[number] == NOT_YET) {
            arrivedNs[number] = nowNs;
        }
    }

    synchronized void answered(int number, long nowNs) {
        if (answeredNs[number] == NOT_YET) {
            answeredNs[number] = nowNs;
        }
    }

    synchronized int sent() {
        return sent;
    }

    /** When the first answer came to one that was sent after this. */
    synchronized OptionalLong firstAnswerAfter(long fromNs) {
        long first = NOT_YET;
        for (int i = sent - 1; i >= 0 && sentNs[i] - fromNs > 0; i--) {
            if (answeredNs[i] != NOT_YET && (first == NOT_YET || answeredNs[i] - first < 0)) {
                first = answeredNs[i];
            }
        }
        return optional(first);
    }

    synchronized List<Packet> packets(int first, int end) {
        return IntStream.range(first, Math.min(end, sent))
                .mapToObj(i -> new Packet(i, sentNs[i], optional(arrivedNs[i]), optional(answeredNs[i])))
                .toList();
    }

    private static OptionalLong optional(long timeNs) {
        return timeNs == NOT_YET ? OptionalLong.empty() : OptionalLong.of(timeNs);
    }
}
