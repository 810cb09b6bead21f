package dev.culvert.common.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Offsets and sizes of the WireGuard messages (WireGuard paper, section 5.4), and their little-endian integers.
 *
 * <pre>
 * 1 initiation    |1|0|0|0|sender @4|ephemeral 32 @8 |static 48 @40|timestamp 28 @88|mac1 16 @116|mac2 16 @132|  148
 * 2 response      |2|0|0|0|sender @4|receiver @8|ephemeral 32 @12|empty 16 @44 |mac1 16 @60 |mac2 16 @76 |   92
 * 3 cookie reply  |3|0|0|0|receiver @4|nonce 24 @8 |cookie 32 @32|                                           64
 * 4 data          |4|0|0|0|receiver @4|counter 8 @8|ciphertext, tag 16 @16 …|                              ≥ 32
 * </pre>
 *
 * Byte 1 is the suite: 0 is WireGuard's own, those of ours begin at 0x80; their data messages have flags in bytes 2 and 3. A cookie reply is the same in all: 0. Ciphertext
 * with its tag is as long as the offsets say; a data message's plaintext is padded with zeros to a multiple of 16.
 */
public final class MessageLayout {
    public static final int TYPE_INITIATION = 1;
    public static final int TYPE_RESPONSE = 2;
    public static final int TYPE_COOKIE_REPLY = 3;
    public static final int TYPE_DATA = 4;

    /** The suite of WireGuard: ChaCha20-Poly1305. */
    public static final int SUITE_WIREGUARD = 0;
    /** The suite of AES-256-GCM. */
    public static final int SUITE_AES_256_GCM = 0x80;

    private static final int SUITE = 1;

    /** A flag: the packet's TCP or UDP checksum is missing, in its place stands the pseudo-header's sum. */
    public static final int CHECKSUM_MISSING = 1;

    public static final int INITIATION_BYTES = 148;
    public static final int RESPONSE_BYTES = 92;
    public static final int COOKIE_REPLY_BYTES = 64;

    /** Sender's index of an initiation or response; receiver's index of a cookie reply or data message. */
    public static final int FIRST_INDEX = 4;

    /** The Noise message of an initiation: ephemeral, static, timestamp. */
    public static final int INITIATION_NOISE = 8;

    public static final int RESPONSE_RECEIVER = 8;
    /** The Noise message of a response: ephemeral, empty payload. */
    public static final int RESPONSE_NOISE = 12;

    public static final int COOKIE_NONCE = 8;
    public static final int COOKIE_NONCE_BYTES = 24;
    public static final int COOKIE_SEALED = 32;

    public static final int DATA_COUNTER = 8;
    public static final int DATA_HEADER_BYTES = 16;
    public static final int TAG_BYTES = 16;
    /** What a data message adds to its padded plaintext. */
    public static final int DATA_OVERHEAD_BYTES = DATA_HEADER_BYTES + TAG_BYTES;
    /** Plaintext is padded to a multiple of this. */
    public static final int PADDING = 16;

    public static final int MAC_BYTES = 16;

    /**
     * The one index that is never used: its four wire bytes are STUN's magic cookie (RFC 8489 section 5), which is how
     * STUN is told from a message here.
     */
    public static final int RESERVED_INDEX = 0x42A41221;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private MessageLayout() {}

    /** Offset of mac1 in an initiation or response of this size; mac2 follows. */
    public static int mac1Offset(int messageBytes) {
        return messageBytes - 2 * MAC_BYTES;
    }

    /** Reads a little-endian integer. */
    public static int readInt(byte[] message, int at) {
        return (int) INT.get(message, at);
    }

    /** Writes a little-endian integer. */
    public static void writeInt(byte[] message, int at, int value) {
        INT.set(message, at, value);
    }

    /** Reads a little-endian long. */
    public static long readLong(byte[] message, int at) {
        return (long) LONG.get(message, at);
    }

    /** Writes a little-endian long. */
    public static void writeLong(byte[] message, int at, long value) {
        LONG.set(message, at, value);
    }

    /** What a message of this type and suite begins with, as a little-endian integer. */
    public static int head(int type, int suite) {
        return type | (suite << Byte.SIZE);
    }

    /** The suite that a message names. */
    public static int suite(byte[] message, int at) {
        return message[at + SUITE] & 0xFF;
    }

    /** The flags of a data message in a suite of ours: bytes 2 and 3. In WireGuard's own they are 0. */
    public static int flags(byte[] message, int at) {
        return readInt(message, at) >>> Short.SIZE;
    }

    /** An initiation around its Noise message; both MACs are still zero. */
    public static byte[] initiation(int suite, int sender, byte[] noiseMessage) {
        byte[] message = new byte[INITIATION_BYTES];
        writeInt(message, 0, head(TYPE_INITIATION, suite));
        writeInt(message, FIRST_INDEX, sender);
        System.arraycopy(noiseMessage, 0, message, INITIATION_NOISE, noiseMessage.length);
        return message;
    }

    /** A response around its Noise message; both MACs are still zero. */
    public static byte[] response(int suite, int sender, int receiver, byte[] noiseMessage) {
        byte[] message = new byte[RESPONSE_BYTES];
        writeInt(message, 0, head(TYPE_RESPONSE, suite));
        writeInt(message, FIRST_INDEX, sender);
        writeInt(message, RESPONSE_RECEIVER, receiver);
        System.arraycopy(noiseMessage, 0, message, RESPONSE_NOISE, noiseMessage.length);
        return message;
    }

    /** Writes type, suite, receiver's index and counter of a data message without flags. */
    public static void writeDataHeader(byte[] message, int at, int suite, int receiver, long counter) {
        writeDataHeader(message, at, suite, 0, receiver, counter);
    }

    /** The same with flags: 16 bits, 0 in WireGuard's own suite. */
    public static void writeDataHeader(byte[] message, int at, int suite, int flags, int receiver, long counter) {
        writeInt(message, at, head(TYPE_DATA, suite) | (flags << Short.SIZE));
        writeInt(message, at + FIRST_INDEX, receiver);
        writeLong(message, at + DATA_COUNTER, counter);
    }
}
