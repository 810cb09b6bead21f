package dev.culvert.common.config;

import dev.culvert.common.ip.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a peer is, as written: a host name, which is looked up later, or an address literal. Immutable.
 *
 * @param host the name or literal without brackets; a link-local IPv6 literal keeps its zone (fe80::1%eth0)
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253;
    /** WireGuard's usual port, as most are peers' endpoints. */
    private static final String FORM = "HOST:PORT, such as vpn.example.org:51820 or [2001:db8::1]:51820";

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

    /**
     * Reads HOST:PORT, an IPv6 literal in brackets; asks no DNS.
     *
     * @throws IllegalArgumentException if it is malformed or cannot be sent to; the message repeats the text
     */
    public static HostPort parse(String text) {
        return parse(text, FORM);
    }

    /**
     * As {@link #parse(String)}, where something else is usual.
     *
     * @param form what a refusal says to write: "HOST:PORT, such as stun.example.org:3478"
     * @throws IllegalArgumentException if it is malformed or cannot be sent to; the message repeats the text
     */
    public static HostPort parse(String text, String form) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || text.endsWith("]")) {
            throw malformed(text, "has no port", form);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw malformed(text, "has an IPv6 address without brackets", form);
        }
        HostPort result = new HostPort(host, port(text, text.substring(colon + 1), form));
        boolean literal = result.literal().isPresent();
        if (literal ? host.indexOf(':') >= 0 != bracketed : bracketed || !isName(host)) {
            throw malformed(text, "has no valid host name or address", form);
        }
        if (result.literal().filter(HostPort::isNobody).isPresent()) {
            throw malformed(text, "is not the address of one host", form);
        }
        return result;
    }

    /** The address if the host is a literal; its zone is not part of it. */
    public Optional<IpAddress> literal() {
        int zone = host.indexOf('%');
        try {
            return Optional.of(IpAddress.parse(zone < 0 ? host : host.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int port(String text, String port, String form) {
        int value = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        if (value < 1 || value > MAX_PORT) {
            throw malformed(text, "has no port between 1 and " + MAX_PORT, form);
        }
        return value;
    }

    private static boolean isName(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] labels = name.split("\\.", -1);
        boolean numeric = labels[labels.length - 1].matches("\\d+");
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return !numeric && name.length() <= MAX_NAME;
    }

    private static boolean isNobody(IpAddress address) {
        return address.isUnspecified() || address.toInetAddress().isMulticastAddress();
    }

    private static IllegalArgumentException malformed(String text, String why, String form) {
        return new IllegalArgumentException("'" + text + "' " + why + ": write " + form);
    }

    /** HOST:PORT, IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
