package dev.culvert.system.sim;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When an edge's pings were sent and answered. */
final class PingLog {
    private final Map<Integer, Long> sentNs = new TreeMap<>();
    private final Map<Integer, Long> answeredNs = new TreeMap<>();

    /** One more is sent; its number. */
    int sent(long nowNs) {
        int number = sentNs.size() + 1;
        sentNs.put(number, nowNs);
        return number;
    }

    /** One was answered, for the first time or again. */
    void answered(int number, long nowNs) {
        answeredNs.putIfAbsent(number, nowNs);
    }

    int answered() {
        return answeredNs.size();
    }

    /** When the first one that was sent at or after a time was answered. */
    Optional<Long> firstAnswerSentSince(long timeNs) {
        return answeredNs.entrySet().stream()
                .filter(entry -> sentNs.getOrDefault(entry.getKey(), 0L) - timeNs >= 0)
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
