package dev.culvert.edge.memory;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Limits;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A peer that has answered directly. Immutable.
 *
 * @param signed what it said of itself last
 * @param record the same, found genuine
 * @param endpoints where it answered, the last one first: one or more, and at most {@link Limits#REMEMBERED_ENDPOINTS}
 */
public record KnownPeer(SignedRecord signed, EdgeRecord record, List<KnownEndpoint> endpoints) {
    /** Sorts the endpoints; of one that is there twice the later one counts. */
    public KnownPeer {
        Map<Endpoint, KnownEndpoint> latest = new LinkedHashMap<>();
        endpoints.stream()
                .sorted(Comparator.comparing(KnownEndpoint::goodAt).reversed())
                .forEach(known -> latest.putIfAbsent(known.endpoint(), known));
        endpoints = latest.values().stream().limit(Limits.REMEMBERED_ENDPOINTS).toList();
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("never answered anywhere: " + record.sessionKey());
        }
    }

    /** Who it is. */
    public PublicKey key() {
        return record.sessionKey();
    }

    /** When it answered last. */
    public Instant goodAt() {
        return endpoints.getFirst().goodAt();
    }

    /** What is known of one of its endpoints. */
    public Optional<KnownEndpoint> at(Endpoint endpoint) {
        return endpoints.stream()
                .filter(known -> known.endpoint().equals(endpoint))
                .findFirst();
    }

    /** It says so of itself now, and answers there. */
    KnownPeer with(SignedRecord newer, EdgeRecord newerRecord, List<KnownEndpoint> good) {
        Stream<KnownEndpoint> now =
                good.stream().map(next -> at(next.endpoint()).map(next::after).orElse(next));
        return new KnownPeer(
                newer, newerRecord, Stream.concat(now, endpoints.stream()).toList());
    }

    /** Whether only times differ. */
    boolean isAs(KnownPeer other) {
        return signed.equals(other.signed)
                && endpoints.size() == other.endpoints.size()
                && endpoints.stream()
                        .allMatch(known ->
                                other.at(known.endpoint()).filter(known::isAs).isPresent());
    }
}
