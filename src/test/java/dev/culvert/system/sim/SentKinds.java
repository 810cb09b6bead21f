package dev.culvert.system.sim;

import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what hosts send, by kind; what is relayed, by the kind of what is inside. */
final class SentKinds {
    private final Map<String, Long> counts = new TreeMap<>();

    /** Counts from now on. */
    SentKinds(Collection<SimHost> hosts) {
        hosts.forEach(host -> host.watch(datagram -> counts.merge(kind(datagram.payload()), 1L, Long::sum)));
    }

    private static String kind(byte[] payload) {
        MessageKind kind = MessageKind.of(payload, 0, payload.length);
        if (kind != MessageKind.RELAY) {
            return kind.name();
        }
        int header = CulvertLayout.RELAY_HEADER_BYTES;
        return "relayed " + MessageKind.of(payload, header, payload.length - header);
    }

    /** Counting begins anew. */
    void clear() {
        counts.clear();
    }

    long of(MessageKind kind) {
        return counts.getOrDefault(kind.name(), 0L);
    }

    long all() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** So many an hour of each. */
    String perHour(double hours) {
        return counts.entrySet().stream()
                .map(entry -> "%s %.1f".formatted(entry.getKey(), entry.getValue() / hours))
                .collect(Collectors.joining(", "));
    }
}
