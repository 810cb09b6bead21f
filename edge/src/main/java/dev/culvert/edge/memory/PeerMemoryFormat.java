package dev.culvert.edge.memory;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.memory.pb.Peers;
import dev.culvert.edge.path.CandidateKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How a {@link PeerMemory} is written down. */
public final class PeerMemoryFormat {
    /** Records verified between two portions: some hundredths of a second of computing. */
    private static final int PORTION = 64;

    private PeerMemoryFormat() {}

    /** What {@link #read} can read. */
    public static byte[] bytes(List<KnownPeer> peers) {
        Peers.Builder message = Peers.newBuilder();
        for (KnownPeer peer : peers) {
            message.addPeers(Peers.Peer.newBuilder()
                    .setRecord(ByteString.copyFrom(peer.signed().bytes()))
                    .addAllEndpoints(peer.endpoints().stream()
                            .map(PeerMemoryFormat::message)
                            .toList()));
        }
        return message.build().toByteArray();
    }

    private static Peers.Endpoint message(KnownEndpoint known) {
        return Peers.Endpoint.newBuilder()
                .setAddress(ControlMessages.bytes(known.endpoint().address()))
                .setPort(known.endpoint().port())
                .setKind(
                        switch (known.kind()) {
                            case LAN -> Peers.Kind.KIND_LAN;
                            case PUBLIC -> Peers.Kind.KIND_PUBLIC;
                            case OBSERVED -> Peers.Kind.KIND_OBSERVED;
                            case MAPPED -> Peers.Kind.KIND_MAPPED;
                            case PREDICTED, RELAY -> Peers.Kind.KIND_PREDICTED;
                        })
                .setOpen(known.open())
                .setPacketLimit(known.packetLimit())
                .setGoodAt(known.goodAt().getEpochSecond())
                .build();
    }

    /**
     * Reads it, and verifies each record again: somebody may have written the file who is no member. That takes about half
     * a millisecond a peer.
     *
     * @param community whose members count
     * @param now the time of day; who answered too long ago is left out
     * @param then takes the peers in portions, the one that answered last first
     * @return how many were refused, because their records are not genuine or their endpoints make no sense
     */
    public static int read(byte[] bytes, VerifyKey community, Instant now, Consumer<List<KnownPeer>> then)
            throws InvalidProtocolBufferException {
        Instant oldest = now.minus(Duration.ofNanos(Timing.REMEMBERED_FOR_NS));
        int refused = 0;
        List<KnownPeer> portion = new ArrayList<>();
        for (Peers.Peer message : Peers.parseFrom(bytes).getPeersList()) {
            Optional<KnownPeer> peer = peer(message, community, now);
            refused += peer.isEmpty() ? 1 : 0;
            peer.filter(known -> known.goodAt().isAfter(oldest)).ifPresent(portion::add);
            if (portion.size() == PORTION) {
                then.accept(List.copyOf(portion));
                portion.clear();
            }
        }
        then.accept(List.copyOf(portion));
        return refused;
    }

    private static Optional<KnownPeer> peer(Peers.Peer message, VerifyKey community, Instant now) {
        List<KnownEndpoint> endpoints = message.getEndpointsList().stream()
                .flatMap(endpoint -> endpoint(endpoint, now).stream())
                .toList();
        return endpoints.isEmpty()
                ? Optional.empty()
                : SignedRecord.parse(message.getRecord().toByteArray())
                        .flatMap(signed ->
                                signed.verify(community).map(record -> new KnownPeer(signed, record, endpoints)));
    }

    private static Optional<KnownEndpoint> endpoint(Peers.Endpoint message, Instant now) {
        Optional<IpAddress> address = ControlMessages.address(message.getAddress());
        try {
            Instant goodAt = Instant.ofEpochSecond(message.getGoodAt());
            return address.map(found -> new KnownEndpoint(
                    new Endpoint(found, message.getPort()),
                    kind(message.getKind()),
                    message.getOpen(),
                    message.getPacketLimit(),
                    goodAt.isAfter(now) ? now : goodAt)); // the clock was wrong then, or is now
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static CandidateKind kind(Peers.Kind kind) {
        return switch (kind) {
            case KIND_LAN -> CandidateKind.LAN;
            case KIND_PUBLIC -> CandidateKind.PUBLIC;
            case KIND_OBSERVED -> CandidateKind.OBSERVED;
            case KIND_MAPPED -> CandidateKind.MAPPED;
            case KIND_PREDICTED, UNRECOGNIZED -> CandidateKind.PREDICTED;
        };
    }
}
