package dev.culvert.common.record;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;

/**
 * What an edge says of itself besides its keys. Immutable and bounded.
 *
 * @param addresses overlay addresses with the overlay's prefix length, at most 8; none while an automatic one is asked
 *     for
 * @param name at most 63 bytes of printable text, or empty
 * @param suites cipher suites offered besides 0, which is always there: at most 8 numbers of 0x80 to 0xFF
 * @param features numbers of optional abilities ({@link Features}), at most 32, each at least 0
 * @param automatic the addresses came from {@code -a auto}
 * @param routes networks behind the edge, at most 16
 * @param groups groups it is in, at most 16, each 1 to 63 bytes of printable text
 */
public record Claims(
        List<IpPrefix> addresses,
        String name,
        List<Integer> suites,
        List<Integer> features,
        boolean automatic,
        List<IpPrefix> routes,
        List<String> groups) {
    /** Largest name, of an edge or a group, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 63;

    private static final int MAX_ADDRESSES = 8;
    private static final int MAX_SUITES = 8;
    private static final int MAX_FEATURES = 32;
    private static final int MAX_ROUTES = 16;
    private static final int MAX_GROUPS = 16;
    private static final int FIRST_SUITE = 0x80;
    private static final int LAST_SUITE = 0xFF;

    /** Checks every bound. */
    public Claims {
        addresses = bounded("addresses", addresses, MAX_ADDRESSES);
        suites = bounded("suites", suites, MAX_SUITES);
        features = bounded("features", features, MAX_FEATURES);
        routes = bounded("routes", routes, MAX_ROUTES);
        groups = bounded("groups", groups, MAX_GROUPS);
        if (!PrintableText.fits(name, MAX_NAME_BYTES)) {
            throw new IllegalArgumentException("an edge's name has at most " + MAX_NAME_BYTES
                    + " bytes and no control characters: choose another");
        }
        for (String group : groups) {
            if (group.isEmpty() || !PrintableText.fits(group, MAX_NAME_BYTES)) {
                throw new IllegalArgumentException("a group's name has 1 to " + MAX_NAME_BYTES
                        + " bytes and no control characters: choose another");
            }
        }
        for (IpPrefix address : addresses) {
            if (!isUnicast(address.address())) {
                throw new IllegalArgumentException(
                        address.address() + " cannot be the address of one host: choose another");
            }
        }
        for (int suite : suites) {
            if (suite < FIRST_SUITE || suite > LAST_SUITE) {
                throw new IllegalArgumentException("suite " + suite + " is not between 128 and 255");
            }
        }
        for (int feature : features) {
            if (feature < 0) {
                throw new IllegalArgumentException("feature " + feature + " is negative");
            }
        }
    }

    /** The claims of an edge with these addresses and this name, and nothing optional. */
    public static Claims of(List<IpPrefix> addresses, String name, boolean automatic) {
        return new Claims(addresses, name, List.of(), List.of(), automatic, List.of(), List.of());
    }

    /** The same, with these suites offered. */
    public Claims offering(List<Integer> offered) {
        return new Claims(addresses, name, offered, features, automatic, routes, groups);
    }

    /** The same, with these features. */
    public Claims having(List<Integer> abilities) {
        return new Claims(addresses, name, suites, abilities, automatic, routes, groups);
    }

    private static <T> List<T> bounded(String what, List<T> list, int most) {
        if (list.size() > most) {
            throw new IllegalArgumentException("a record has at most " + most + " " + what + ", not " + list.size());
        }
        return List.copyOf(list);
    }

    /** Whether it can be the address of one host: neither "this", loopback, multicast nor broadcast. */
    public static boolean isUnicast(IpAddress address) {
        if (address.isIpv4()) {
            int first = address.ipv4Bits() >>> 24;
            return first != 0 && first != 127 && first < 224;
        }
        return (address.high() >>> 56) != 0xFF && (address.high() != 0 || Long.compareUnsigned(address.low(), 1) > 0);
    }
}
