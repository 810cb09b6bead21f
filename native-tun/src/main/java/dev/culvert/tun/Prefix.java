package dev.culvert.tun;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address and how many of its leading bits name the network, as in {@code 10.0.0.2/24} or {@code fd00::2/64}.
 *
 * @param address IPv4 or IPv6; may have bits set after the prefix
 * @param length 0 to 32 (IPv4) or 0 to 128 (IPv6)
 */
public record Prefix(InetAddress address, int length) {
    /** @throws IllegalArgumentException if the length does not fit the address */
    public Prefix {
        int bits = address.getAddress().length * Byte.SIZE;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException(
                    "prefix length " + length + " of " + address.getHostAddress() + " is not in 0.." + bits);
        }
    }

    /**
     * Reads {@code ADDRESS/LENGTH}; never asks DNS.
     *
     * @throws IllegalArgumentException naming the text, if it is anything else
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(text + " has no prefix length: write it as ADDRESS/LENGTH");
        }
        try {
            int length = Integer.parseInt(text.substring(slash + 1));
            return new Prefix(InetAddress.ofLiteral(text.substring(0, slash)), length);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + ": the prefix length is not a number", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
        }
    }

    /** The same prefix with every bit after its length cleared: {@code 10.0.0.2/24} gives {@code 10.0.0.0/24}. */
    public Prefix network() {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
        }
        return new Prefix(ofBytes(bytes), length);
    }

    /** Whether some address belongs to both networks. */
    public boolean overlaps(Prefix other) {
        int shorter = Math.min(length, other.length);
        return isIpv6() == other.isIpv6()
                && new Prefix(address, shorter).network().equals(new Prefix(other.address, shorter).network());
    }

    /** Whether it is of IPv6. */
    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    int family() {
        return isIpv6() ? LibC.AF_INET6 : LibC.AF_INET;
    }

    /** {@code bytes} as an address: 4 or 16 of them. */
    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no IP address", e);
        }
    }

    /** {@code ADDRESS/LENGTH}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
