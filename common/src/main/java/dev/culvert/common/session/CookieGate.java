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
import java.util.random.RandomGenerator;

/**
 * The receiver's half of WireGuard's protection from floods (paper, sections 5.3 and 5.4.7): mac1 proves knowledge of our
 * public key; under load mac2 proves, by a cookie, the source address. Keeps no state a source. Conductor thread.
 */
final class CookieGate {
    private static final int SECRET_BYTES = 32;

    private final byte[] mac1Key;
    private final byte[] cookieKey;
    private final RandomGenerator random;
    private final XChaCha20Poly1305 aead = new XChaCha20Poly1305();
    private byte[] secret = new byte[SECRET_BYTES];
    private byte[] previousSecret = new byte[SECRET_BYTES];
    private long secretMadeNs = Activity.NEVER;

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
        renewSecret(nowNs);
        byte[] mac2 = Arrays.copyOfRange(message, message.length - MessageLayout.MAC_BYTES, message.length);
        return MessageDigest.isEqual(Macs.mac2(cookie(secret, source), message), mac2)
                || MessageDigest.isEqual(Macs.mac2(cookie(previousSecret, source), message), mac2);
    }

    /** The cookie of a source: good for {@link Timing#COOKIE_NS} at least. */
    byte[] cookie(HandshakeSource source, long nowNs) {
        renewSecret(nowNs);
        return cookie(secret, source);
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

    private void renewSecret(long nowNs) {
        if (secretMadeNs != Activity.NEVER && nowNs - secretMadeNs < Timing.COOKIE_NS) {
            return;
        }
        boolean recent = secretMadeNs != Activity.NEVER && nowNs - secretMadeNs < 2 * Timing.COOKIE_NS;
        previousSecret = recent ? secret : newSecret();
        secret = newSecret();
        secretMadeNs = nowNs;
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
