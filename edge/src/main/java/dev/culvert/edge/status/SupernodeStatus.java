package dev.culvert.edge.status;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One supernode at one moment. Immutable.
 *
 * @param host HOST:PORT as configured
 * @param endpoint where packets to it go; none while its name is not known
 * @param key its public key, once known
 * @param state where the registration stands
 * @param words why it stands there, such as what was refused; "" if there is nothing to say
 * @param observed this edge's own endpoint as the supernode saw it last
 * @param rttMs round trip in milliseconds, if measured
 */
public record SupernodeStatus(
        String host,
        Optional<Endpoint> endpoint,
        Optional<PublicKey> key,
        SupernodeState state,
        String words,
        Optional<Endpoint> observed,
        OptionalLong rttMs) {}
