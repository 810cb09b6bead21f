package dev.culvert.common.session;

import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.wire.MessageLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** mac1 and mac2 of handshake messages (WireGuard paper, section 5.4.4), as both ends compute them. Stateless. */
public final class Macs {
    private static final byte[] LABEL_MAC1 = "mac1----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LABEL_COOKIE = "cookie--".getBytes(StandardCharsets.US_ASCII);

    private Macs() {}

    /** The key of the mac1 of messages to this recipient. */
    public static byte[] mac1Key(PublicKey recipient) {
        return Blake2s.hash(LABEL_MAC1, recipient.bytes());
    }

    /** Computes mac1 over all before it and writes it. */
    public static void writeMac1(byte[] mac1Key, byte[] message) {
        byte[] mac1 = computeMac1(mac1Key, message);
        System.arraycopy(mac1, 0, message, MessageLayout.mac1Offset(message.length), mac1.length);
    }

    static boolean mac1Matches(byte[] mac1Key, byte[] message) {
        return MessageDigest.isEqual(computeMac1(mac1Key, message), mac1(message));
    }

    static byte[] cookieKey(PublicKey sender) {
        return Blake2s.hash(LABEL_COOKIE, sender.bytes());
    }

    /** The mac1 that a message carries. */
    static byte[] mac1(byte[] message) {
        int at = MessageLayout.mac1Offset(message.length);
        return Arrays.copyOfRange(message, at, at + MessageLayout.MAC_BYTES);
    }

    /** mac2 over all before it, mac1 included. */
    static byte[] mac2(byte[] cookie, byte[] message) {
        return Blake2s.mac(cookie, Arrays.copyOf(message, message.length - MessageLayout.MAC_BYTES));
    }

    private static byte[] computeMac1(byte[] mac1Key, byte[] message) {
        return Blake2s.mac(mac1Key, Arrays.copyOf(message, MessageLayout.mac1Offset(message.length)));
    }
}
