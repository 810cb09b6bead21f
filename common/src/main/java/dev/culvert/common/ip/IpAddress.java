package dev.culvert.common.ip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as 128 bits, IPv4 in its mapped form ::ffff:a.b.c.d. Immutable.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED_PREFIX = 0xFFFFL << 32;
    private static final int GROUPS = 8;
    /** Four numbers with dots, or something with a colon. */
    private static final Pattern SHAPE = Pattern.compile("\\d+(\\.\\d+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** The IPv4 address with these 32 bits. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(0, MAPPED_PREFIX | Integer.toUnsignedLong(bits));
    }

    /** The address of a JDK object of either family; an IPv6 scope is not kept. */
    public static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == 4 ? ofIpv4(bytes.getInt()) : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    /**
     * Reads a literal such as 10.0.0.1 or fd00::1, without zone and without BSD's short forms such as 10.1; never asks
     * DNS.
     *
     * @throws IllegalArgumentException if it is not a literal; the message repeats it
     */
    public static IpAddress parse(String literal) {
        if (SHAPE.matcher(literal).matches()) {
            try {
                return of(InetAddress.ofLiteral(literal));
            } catch (IllegalArgumentException e) {
                throw malformed(literal, e);
            }
        }
        throw malformed(literal, null);
    }

    private static IllegalArgumentException malformed(String literal, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + literal + "' is not an IP address (such as 10.0.0.1 or fd00::1)", cause);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /** The 32 bits of an IPv4 address; meaningless for IPv6. */
    public int ipv4Bits() {
        return (int) low;
    }

    /** The family's address size in bits: 32 or 128. */
    public int bits() {
        return isIpv4() ? Integer.SIZE : 2 * Long.SIZE;
    }

    /** Whether it is 0.0.0.0 or ::. */
    public boolean isUnspecified() {
        return isIpv4() ? ipv4Bits() == 0 : (high | low) == 0;
    }

    /** Whether it names a group of hosts, or all of a network (255.255.255.255). */
    public boolean isMulticast() {
        return isIpv4() ? ipv4Bits() >>> 28 >= 0xE : high >>> 56 == 0xFF;
    }

    /** Whether it is of the internet: {@link AddressScope#PUBLIC}. */
    public boolean isPublic() {
        return AddressScope.of(this) == AddressScope.PUBLIC;
    }

    /** The same address as a JDK object. */
    public InetAddress toInetAddress() {
        byte[] bytes = isIpv4()
                ? ByteBuffer.allocate(4).putInt(ipv4Bits()).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are the legal lengths", e);
        }
    }

    /** Text form; IPv6 as RFC 5952 wants it: lower case, the first longest run of two or more zero groups as "::". */
    @Override
    public String toString() {
        if (isIpv4()) {
            int v = ipv4Bits();
            return (v >>> 24) + "." + (v >>> 16 & 0xFF) + "." + (v >>> 8 & 0xFF) + "." + (v & 0xFF);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int i) {
        long half = i < GROUPS / 2 ? high : low;
        return (int) (half >>> ((GROUPS / 2 - 1 - i % (GROUPS / 2)) * Short.SIZE)) & 0xFFFF;
    }
}
