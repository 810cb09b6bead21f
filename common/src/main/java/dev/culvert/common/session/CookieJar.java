package dev.culvert.common.session;

import dev.culvert.common.crypto.Aead;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.XChaCha20Poly1305;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import java.util.Arrays;

/**
 * The sender's half of the cookie mechanism, towards one peer: writes mac1 and, while a cookie is good, mac2, and takes
 * cookie replies. Conductor thread.
 */
final class CookieJar {
    private static final byte[] NONE = {};

    private final byte[] mac1Key;
    private final byte[] cookieKey;
    private final XChaCha20Poly1305 aead = new XChaCha20Poly1305();
    private final byte[] cookie = new byte[MessageLayout.MAC_BYTES];
    private byte[] lastMac1 = NONE;
    private long receivedNs = Activity.NEVER;

    CookieJar(PublicKey peer) {
        this.mac1Key = Macs.mac1Key(peer);
        this.cookieKey = Macs.cookieKey(peer);
    }

    /** Writes both MACs of a message that is otherwise complete; mac2 stays zero without a cookie. */
    void sign(byte[] message, long nowNs) {
        Macs.writeMac1(mac1Key, message);
        lastMac1 = Macs.mac1(message);
        if (receivedNs != Activity.NEVER && nowNs - receivedNs < Timing.COOKIE_NS - Timing.COOKIE_LATENCY_NS) {
            byte[] mac2 = Macs.mac2(cookie, message);
            System.arraycopy(mac2, 0, message, message.length - mac2.length, mac2.length);
        }
    }

    /** Takes a cookie that came in the open, with a HELLO-REPLY. */
    void use(byte[] given, long nowNs) {
        System.arraycopy(given, 0, cookie, 0, cookie.length);
        receivedNs = nowNs;
    }

    /** Takes a cookie reply; false if it does not answer the last message signed, or is not the first that does. */
    boolean accept(byte[] reply, long nowNs) {
        byte[] nonce = Arrays.copyOfRange(
                reply, MessageLayout.COOKIE_NONCE, MessageLayout.COOKIE_NONCE + MessageLayout.COOKIE_NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(reply, MessageLayout.COOKIE_SEALED, reply.length);
        byte[] opened = new byte[sealed.length - Aead.TAG_BYTES];
        if (lastMac1.length == 0 || !aead.open(cookieKey, nonce, lastMac1, sealed, opened)) {
            return false;
        }
        use(opened, nowNs);
        lastMac1 = NONE; // the same reply, recorded, shall not make the cookie young again
        return true;
    }
}
