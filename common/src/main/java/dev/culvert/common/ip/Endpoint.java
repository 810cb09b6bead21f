package dev.culvert.common.ip;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * Where datagrams go to or come from outside the overlay: ip and port. Immutable.
 *
 * @param address the outer address
 * @param port 1 to 65535
 * @param scopeId interface index of a link-local IPv6 address, else 0
 */
public record Endpoint(IpAddress address, int port, int scopeId) {

    /** Checks the port. */
    public Endpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** An endpoint without scope. */
    public Endpoint(IpAddress address, int port) {
        this(address, port, 0);
    }

    /** The endpoint of a resolved JDK object. */
    public static Endpoint of(InetSocketAddress socketAddress) {
        int scope = socketAddress.getAddress() instanceof Inet6Address v6 ? v6.getScopeId() : 0;
        return new Endpoint(IpAddress.of(socketAddress.getAddress()), socketAddress.getPort(), scope);
    }

    /** HOST:PORT, IPv6 in brackets. */
    @Override
    public String toString() {
        String scope = scopeId == 0 ? "" : "%" + scopeId;
        return (address.isIpv4() ? address.toString() : "[" + address + scope + "]") + ":" + port;
    }
}
