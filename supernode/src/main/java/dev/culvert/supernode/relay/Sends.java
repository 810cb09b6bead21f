package dev.culvert.supernode.relay;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;

/** Sends, and counts what could not be sent. Stateless; any thread. */
public final class Sends {
    private Sends() {}

    /** Sends one datagram; whether it went out. */
    public static boolean send(Path path, byte[] bytes, int offset, int length, Counters<CounterId> counters) {
        return path.send(bytes, offset, length).countLoss(counters);
    }
}
