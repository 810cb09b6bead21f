package dev.culvert.edge;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.AeadSelection;
import dev.culvert.edge.config.AeadMode;
import dev.culvert.edge.config.EdgeConfig;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses by what packets are sealed, and says so where it is not the fastest. */
final class BackEnds {
    private static final Logger log = LoggerFactory.getLogger(BackEnds.class);

    private BackEnds() {}

    /** The fastest that this Java offers; its own ciphers where those are wanted, or no other is of use. Some 100 ms. */
    static AeadFactory choose(EdgeConfig config) {
        if (config.aead() == AeadMode.JCE) {
            return AeadFactory.JCE;
        }
        AeadSelection selection = AeadSelection.fastest(new SecureRandom());
        if (!selection.leftOut().isEmpty()) {
            log.info("packets are sealed by the JDK's own cipher: {}", String.join("; ", selection.leftOut()));
        }
        return selection.aeads();
    }
}
