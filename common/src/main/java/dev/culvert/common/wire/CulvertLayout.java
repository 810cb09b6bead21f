package dev.culvert.common.wire;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Offsets and sizes of the datagrams that are Culvert's own, spoken with supernodes. Integers are little-endian, addresses
 * (16 bytes, IPv4 as mapped) and ports in network order.
 *
 * <pre>
 * every one       |kind|version 1|0|0|
 * 0xC1 HELLO      |nonce 16 @4|zeros|                                                                      88
 * 0xC2 HELLO-REPLY|nonce 16 @4|supernode's key 32 @20|source 16 @52, port 2 @68|0 0|cookie 16 @72|         88
 * 0xC3 KEEP       |nonce 4 @4|token 8 @8|zeros|                                                            36
 * 0xC4 KEEP-REPLY |nonce 4 @4|token 8 @8|source 16 @16, port 2 @32|0 0|                                    36
 * 0xC5 RELAY      |relay id 4 @4|token 8 @8|WireGuard message or HINT @16 …|                             ≥ 36
 * 0xC6 HINT       |first 16 bytes of what is not known @4|                                                 20
 * </pre>
 *
 * No reply is larger than what it answers.
 */
public final class CulvertLayout {
    private static final int VERSION = 1;

    public static final int TYPE_HELLO = 0xC1 | (VERSION << 8);
    public static final int TYPE_HELLO_REPLY = 0xC2 | (VERSION << 8);
    public static final int TYPE_KEEP = 0xC3 | (VERSION << 8);
    public static final int TYPE_KEEP_REPLY = 0xC4 | (VERSION << 8);
    public static final int TYPE_RELAY = 0xC5 | (VERSION << 8);
    public static final int TYPE_HINT = 0xC6 | (VERSION << 8);

    /** Of HELLO and HELLO-REPLY. */
    public static final int HELLO_BYTES = 88;

    public static final int HELLO_NONCE = 4;
    public static final int HELLO_NONCE_BYTES = 16;
    public static final int HELLO_KEY = 20;
    public static final int HELLO_SOURCE = 52;
    public static final int HELLO_COOKIE = 72;

    /** Of KEEP and KEEP-REPLY. */
    public static final int KEEP_BYTES = 36;

    public static final int KEEP_NONCE = 4;
    public static final int KEEP_TOKEN = 8;
    public static final int KEEP_SOURCE = 16;

    public static final int RELAY_ID = 4;
    public static final int RELAY_TOKEN = 8;
    public static final int RELAY_HEADER_BYTES = 16;

    public static final int HINT_ECHO = 4;
    /** How much of what is not known a HINT repeats: every message's identity stands in it. */
    public static final int HINT_ECHO_BYTES = 16;
    /** Of a HINT: no datagram of any language is shorter. */
    public static final int HINT_BYTES = HINT_ECHO + HINT_ECHO_BYTES;

    static final int STUN_HEADER_BYTES = 20;

    private static final VarHandle PORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PORT_AFTER_ADDRESS = 16;

    private CulvertLayout() {}

    /** A HELLO. The nonce, 16 random bytes, comes back in the reply. */
    public static byte[] hello(byte[] nonce) {
        byte[] message = new byte[HELLO_BYTES];
        MessageLayout.writeInt(message, 0, TYPE_HELLO);
        System.arraycopy(nonce, 0, message, HELLO_NONCE, HELLO_NONCE_BYTES);
        return message;
    }

    /** The reply to the HELLO at {@code offset}. */
    public static byte[] helloReply(byte[] hello, int offset, byte[] key, Endpoint source, byte[] cookie) {
        byte[] message = new byte[HELLO_BYTES];
        MessageLayout.writeInt(message, 0, TYPE_HELLO_REPLY);
        System.arraycopy(hello, offset + HELLO_NONCE, message, HELLO_NONCE, HELLO_NONCE_BYTES);
        System.arraycopy(key, 0, message, HELLO_KEY, key.length);
        writeEndpoint(message, HELLO_SOURCE, source);
        System.arraycopy(cookie, 0, message, HELLO_COOKIE, cookie.length);
        return message;
    }

    /** A KEEP. */
    public static byte[] keep(int nonce, long token) {
        byte[] message = new byte[KEEP_BYTES];
        MessageLayout.writeInt(message, 0, TYPE_KEEP);
        MessageLayout.writeInt(message, KEEP_NONCE, nonce);
        MessageLayout.writeLong(message, KEEP_TOKEN, token);
        return message;
    }

    /** The reply to the KEEP at {@code offset}. */
    public static byte[] keepReply(byte[] keep, int offset, Endpoint source) {
        byte[] message = Arrays.copyOfRange(keep, offset, offset + KEEP_BYTES);
        MessageLayout.writeInt(message, 0, TYPE_KEEP_REPLY);
        writeEndpoint(message, KEEP_SOURCE, source);
        return message;
    }

    /** A HINT about what begins at {@code offset}. */
    public static byte[] hint(byte[] unknown, int offset) {
        byte[] message = new byte[HINT_BYTES];
        MessageLayout.writeInt(message, 0, TYPE_HINT);
        System.arraycopy(unknown, offset, message, HINT_ECHO, HINT_ECHO_BYTES);
        return message;
    }

    /** Writes the header of a RELAY datagram. */
    public static void writeRelayHeader(byte[] message, int at, int relayId, long token) {
        MessageLayout.writeInt(message, at, TYPE_RELAY);
        MessageLayout.writeInt(message, at + RELAY_ID, relayId);
        MessageLayout.writeLong(message, at + RELAY_TOKEN, token);
    }

    /** Reads an address and the port behind it; null if the port is 0. */
    public static @Nullable Endpoint readEndpoint(byte[] message, int at) {
        IpAddress address = new IpAddress((long) HALF.get(message, at), (long) HALF.get(message, at + Long.BYTES));
        int port = (short) PORT.get(message, at + PORT_AFTER_ADDRESS) & 0xFFFF;
        return port == 0 ? null : new Endpoint(address, port);
    }

    private static void writeEndpoint(byte[] message, int at, Endpoint endpoint) {
        HALF.set(message, at, endpoint.address().high());
        HALF.set(message, at + Long.BYTES, endpoint.address().low());
        PORT.set(message, at + PORT_AFTER_ADDRESS, (short) endpoint.port());
    }
}
