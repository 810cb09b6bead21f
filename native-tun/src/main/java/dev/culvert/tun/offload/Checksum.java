package dev.culvert.tun.offload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071): the complement of the ones' complement sum of 16-bit words. Sums here are folded, 0 to
 * 0xFFFF, in network byte order. Over bytes of which one is not 0 a sum is never 0: 0xFFFF stands for it.
 */
public final class Checksum {
    /** The sum over bytes with a correct checksum among them. */
    public static final int VALID = 0xFFFF;

    private static final int IPV4_SOURCE = 12;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV4_ADDRESSES = 8;
    private static final int IPV6_ADDRESSES = 32;
    private static final int STEP = 4 * Long.BYTES;
    private static final long LOW = 0xFFFF_FFFFL;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private Checksum() {}

    /**
     * The sum of the bytes from {@code start} to {@code end}, as if an odd one were followed by a 0.
     *
     * @param initial a sum to begin with, of an even number of bytes; at most 31 bits
     */
    public static int sum(byte[] bytes, int start, int end, int initial) {
        // In either byte order the same sum comes out, with its two bytes swapped (RFC 1071 section 2 B). Each long
        // counts
        // as two words of 32 bits: 64 KiB of those are far from overflowing 64 bits.
        long low = 0;
        long high = 0;
        int at = start;
        for (; at <= end - STEP; at += STEP) {
            long first = (long) LONG.get(bytes, at);
            long second = (long) LONG.get(bytes, at + Long.BYTES);
            long third = (long) LONG.get(bytes, at + 2 * Long.BYTES);
            long fourth = (long) LONG.get(bytes, at + 3 * Long.BYTES);
            low += (first & LOW) + (second & LOW) + (third & LOW) + (fourth & LOW);
            high += (first >>> 32) + (second >>> 32) + (third >>> 32) + (fourth >>> 32);
        }
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at);
            low += word & LOW;
            high += word >>> 32;
        }
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            low += (bytes[at] & 0xFFL) << shift;
        }
        int swapped = fold(low + high);
        return fold((Integer.reverseBytes(swapped) >>> 16) + (long) initial);
    }

    /** The checksum of the bytes from {@code start} to {@code end}, whose field for it must be 0: what to write there. */
    public static int of(byte[] bytes, int start, int end, int initial) {
        return ~sum(bytes, start, end, initial) & 0xFFFF;
    }

    /** The sum of two addresses of an IP header, and of a protocol: a pseudo-header (RFC 9293, RFC 8200) but for the length. */
    public static int pseudoHeader(byte[] bytes, int ipHeader, boolean isIpv6, int protocol) {
        return isIpv6
                ? sum(bytes, ipHeader + IPV6_SOURCE, ipHeader + IPV6_SOURCE + IPV6_ADDRESSES, protocol)
                : sum(bytes, ipHeader + IPV4_SOURCE, ipHeader + IPV4_SOURCE + IPV4_ADDRESSES, protocol);
    }

    /** A sum of 16-bit words, folded. */
    public static int fold(long sum) {
        long rest = (sum & LOW) + (sum >>> 32);
        while (rest >>> 16 != 0) {
            rest = (rest & 0xFFFF) + (rest >>> 16);
        }
        return (int) rest;
    }
}
