package dev.culvert.common.record;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Prefix;
import dev.culvert.common.control.pb.RecordBody;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;
import java.util.Optional;

/** Between a record and its body's bytes. */
final class RecordBodies {
    private RecordBodies() {}

    static byte[] encode(Claims claims, long bootId, long sequence) {
        return RecordBody.newBuilder()
                .addAllAddresses(prefixes(claims.addresses()))
                .setName(claims.name())
                .addAllSuites(claims.suites())
                .addAllFeatures(claims.features())
                .setBootId(bootId)
                .setSequence(sequence)
                .setAutomatic(claims.automatic())
                .addAllRoutes(prefixes(claims.routes()))
                .addAllGroups(claims.groups())
                .build()
                .toByteArray();
    }

    /** Total: nothing where the bytes are no body, or anything in it is out of its bounds. */
    static Optional<EdgeRecord> decode(PublicKey session, VerifyKey identity, byte[] bytes) {
        try {
            RecordBody body = RecordBody.parseFrom(bytes);
            Claims claims = new Claims(
                    parsed(body.getAddressesList()),
                    body.getName(),
                    body.getSuitesList(),
                    body.getFeaturesList(),
                    body.getAutomatic(),
                    parsed(body.getRoutesList()),
                    body.getGroupsList());
            return Optional.of(new EdgeRecord(session, identity, claims, body.getBootId(), body.getSequence()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<Prefix> prefixes(List<IpPrefix> prefixes) {
        return prefixes.stream().map(ControlMessages::prefix).toList();
    }

    private static List<IpPrefix> parsed(List<Prefix> messages) {
        return messages.stream()
                .map(message -> ControlMessages.prefix(message)
                        .orElseThrow(() -> new IllegalArgumentException("malformed prefix in a record")))
                .toList();
    }
}
