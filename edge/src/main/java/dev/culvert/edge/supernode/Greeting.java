package dev.culvert.edge.supernode;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A HELLO until its reply: sent again as handshakes are, and given up as they are. The nonce ties the reply to us: who
 * does not see our packets cannot answer for the supernode.
 */
final class Greeting {
    /**
     * What a supernode said.
     *
     * @param key its session key; nothing proves it before the handshake
     * @param observed where it saw us
     * @param cookie shows it that we own our address
     */
    record Reply(PublicKey key, @Nullable Endpoint observed, byte[] cookie) {}

    private final RandomGenerator random;
    private final byte[] nonce = new byte[CulvertLayout.HELLO_NONCE_BYTES];
    private long startedNs;
    private long dueNs;
    private int sent;

    Greeting(RandomGenerator random) {
        this.random = random;
    }

    void start(long nowNs) {
        random.nextBytes(nonce);
        startedNs = nowNs;
        dueNs = nowNs;
        sent = 0;
    }

    void sendIfDue(Path path, long nowNs) {
        if (nowNs - dueNs < 0) {
            return;
        }
        sent++;
        long resendNs = sent > Limits.CULVERT_RESEND_DOUBLINGS
                ? Timing.REKEY_TIMEOUT_NS
                : Timing.CULVERT_RESEND_NS << (sent - 1);
        dueNs = nowNs + resendNs + random.nextLong(resendNs / Limits.CULVERT_RESEND_JITTER_DIVISOR + 1);
        byte[] hello = CulvertLayout.hello(nonce);
        var _ = path.send(hello, 0, hello.length); // what is lost here is sent again like what is lost elsewhere
    }

    boolean isGivenUp(long nowNs) {
        return nowNs - startedNs >= Timing.CULVERT_ATTEMPT_NS;
    }

    /** Reads a HELLO-REPLY; nothing if it answers another HELLO. */
    Optional<Reply> read(byte[] message) {
        int nonceEnd = CulvertLayout.HELLO_NONCE + nonce.length;
        if (sent == 0 || !Arrays.equals(message, CulvertLayout.HELLO_NONCE, nonceEnd, nonce, 0, nonce.length)) {
            return Optional.empty();
        }
        byte[] key = Arrays.copyOfRange(message, CulvertLayout.HELLO_KEY, CulvertLayout.HELLO_SOURCE);
        byte[] cookie = Arrays.copyOfRange(message, CulvertLayout.HELLO_COOKIE, CulvertLayout.HELLO_BYTES);
        Endpoint observed = CulvertLayout.readEndpoint(message, CulvertLayout.HELLO_SOURCE);
        return Optional.of(new Reply(PublicKey.of(key), observed, cookie));
    }
}
