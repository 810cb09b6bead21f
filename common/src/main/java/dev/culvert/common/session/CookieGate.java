package dev.culvert.common.session;

import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.XChaCha20Poly1305;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's half of WireGuard's protection from floods (paper, sections 5.3 and 5.4.7): mac1 proves knowledge of our
 * public key; under load mac2 proves, by a cookie, the source address. Keeps no state a source. Conductor thread, but for
 * {@link #cookie}.
 */
final class CookieGate {
    private static final int SECRET_BYTES = 32;

    private final byte[] mac1Key;
    private final byte[] cookieKey;
    private final RandomGenerator random;
    private final XChaCha20Poly1305 aead = new XChaCha20Poly1305();
    private final AtomicReference<@Nullable Secrets> secrets = new AtomicReference<>();

    /** What cookies are made from; the one before is still good for checking them. */
    private record Secrets(byte[] secret, byte[] previous, long madeNs) {}

    CookieGate(PublicKey local, RandomGenerator random) {
        this.mac1Key = Macs.mac1Key(local);
        this.cookieKey = Macs.cookieKey(local);
        this.random = random;
    }

    /** Whether mac1 is right. */
    boolean knowsOurKey(byte[] message) {
        return Macs.mac1Matches(mac1Key, message);
    }

    /** Whether mac2 shows that the source received our cookie, this secret's or the one's before. */
    boolean provesAddress(byte[] message, HandshakeSource source, long nowNs) {
        Secrets fresh = freshSecrets(nowNs);
        byte[] mac2 = Arrays.copyOfRange(message, message.length - MessageLayout.MAC_BYTES, message.length);
        return MessageDigest.isEqual(Macs.mac2(cookie(fresh.secret(), source), message), mac2)
                || MessageDigest.isEqual(Macs.mac2(cookie(fresh.previous(), source), message), mac2);
    }

    /** The cookie of a source: good for {@link Timing#COOKIE_NS} at least. Any thread. */
    byte[] cookie(HandshakeSource source, long nowNs) {
        return cookie(freshSecrets(nowNs).secret(), source);
    }

    /** The reply that gives a source its cookie, sealed under our public key and bound to the message's mac1. */
    byte[] reply(byte[] message, HandshakeSource source, long nowNs) {
        byte[] nonce = new byte[XChaCha20Poly1305.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = aead.seal(cookieKey, nonce, Macs.mac1(message), cookie(source, nowNs));
        byte[] reply = new byte[MessageLayout.COOKIE_REPLY_BYTES];
        MessageLayout.writeInt(reply, 0, MessageLayout.TYPE_COOKIE_REPLY);
        MessageLayout.writeInt(
                reply, MessageLayout.FIRST_INDEX, MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        System.arraycopy(nonce, 0, reply, MessageLayout.COOKIE_NONCE, nonce.length);
        System.arraycopy(sealed, 0, reply, MessageLayout.COOKIE_SEALED, sealed.length);
        return reply;
    }

    /** The secrets of this time. Of two threads that renew them at once one wins, and both use what it made. */
    private Secrets freshSecrets(long nowNs) {
        Secrets present = secrets.get();
        if (present != null && nowNs - present.madeNs() < Timing.COOKIE_NS) {
            return present;
        }
        byte[] previous =
                present != null && nowNs - present.madeNs() < 2 * Timing.COOKIE_NS ? present.secret() : newSecret();
        Secrets made = new Secrets(newSecret(), previous, nowNs);
        return secrets.compareAndSet(present, made) ? made : freshSecrets(nowNs);
    }

    private byte[] newSecret() {
        byte[] fresh = new byte[SECRET_BYTES];
        random.nextBytes(fresh);
        return fresh;
    }

    private static byte[] cookie(byte[] secret, HandshakeSource source) {
        IpAddress ip = source.endpoint().address();
        byte[] address = ByteBuffer.allocate(2 * Long.BYTES + Short.BYTES + Integer.BYTES)
                .putLong(ip.high())
                .putLong(ip.low())
                .putShort((short) source.endpoint().port())
                .putInt(source.relayId())
                .array();
        return Blake2s.mac(secret, address);
    }
}
