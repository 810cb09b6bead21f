package dev.culvert.common.ip;

/**
 * An address with a prefix length, host bits kept: 10.0.0.1/24 is both an interface address and the network
 * 10.0.0.0/24. Immutable.
 *
 * @param address any address of the network
 * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpPrefix(IpAddress address, int length) {
    static final int MAPPED_BITS = 96;

    /** Checks the length. */
    public IpPrefix {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException(
                    "prefix length " + length + " of " + address + " is not between 0 and " + address.bits());
        }
    }

    /**
     * Reads ADDRESS/LENGTH; without a length it is the single address.
     *
     * @throws IllegalArgumentException if either part is malformed; the message repeats the text
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new IpPrefix(address, address.bits());
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no prefix length after the slash (such as 10.0.0.1/24)");
        }
        return new IpPrefix(address, Integer.parseInt(length));
    }

    /** The same network with all host bits zero. */
    public IpPrefix network() {
        return new IpPrefix(new IpAddress(address.high() & highMask(), address.low() & lowMask()), length);
    }

    /** Whether the network contains the address; never across families. */
    public boolean contains(IpAddress other) {
        return ((address.high() ^ other.high()) & highMask()) == 0
                && ((address.low() ^ other.low()) & lowMask()) == 0
                && address.isIpv4() == other.isIpv4();
    }

    /** Whether the two networks share an address. */
    public boolean overlaps(IpPrefix other) {
        return length <= other.length ? contains(other.address) : other.contains(address);
    }

    /** Significant bits counted over the 128-bit form, 96 more than {@link #length} for IPv4. */
    int mappedLength() {
        return address.isIpv4() ? MAPPED_BITS + length : length;
    }

    private long highMask() {
        return highMask(mappedLength());
    }

    private long lowMask() {
        return lowMask(mappedLength());
    }

    static long highMask(int mappedLength) {
        return mappedLength == 0 ? 0 : -1L << Math.max(0, Long.SIZE - mappedLength);
    }

    static long lowMask(int mappedLength) {
        return mappedLength <= Long.SIZE ? 0 : -1L << (2 * Long.SIZE - mappedLength);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
