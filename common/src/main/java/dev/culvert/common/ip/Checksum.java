package dev.culvert.common.ip;

/** The Internet checksum (RFC 1071), where it lies in network byte order. */
final class Checksum {
    private Checksum() {}

    /**
     * The checksum of the bytes from {@code start} to {@code end}; its own field must be 0 there.
     *
     * @param initial added first: what a pseudo-header contributes
     */
    static short of(byte[] bytes, int start, int end, int initial) {
        long sum = initial;
        int at = start;
        for (; at + 1 < end; at += Short.BYTES) {
            sum += ((bytes[at] & 0xFF) << Byte.SIZE) + (bytes[at + 1] & 0xFF);
        }
        if (at < end) {
            sum += (bytes[at] & 0xFF) << Byte.SIZE;
        }
        return (short) ~folded(sum);
    }

    /**
     * The checksum after one 16-bit word that it covers was replaced (RFC 1624 section 3). A checksum that was wrong stays
     * wrong.
     */
    static short updated(short checksum, int before, int after) {
        return (short) ~folded((~checksum & 0xFFFF) + (~before & 0xFFFF) + (after & 0xFFFF));
    }

    private static int folded(long sum) {
        long rest = sum;
        while (rest >>> Short.SIZE != 0) {
            rest = (rest & 0xFFFF) + (rest >>> Short.SIZE);
        }
        return (int) rest;
    }
}
