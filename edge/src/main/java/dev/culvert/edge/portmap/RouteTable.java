package dev.culvert.edge.portmap;

import dev.culvert.common.ip.IpAddress;
import java.util.Comparator;
import java.util.Optional;

/** Reads the kernel's IPv4 routes as /proc/net/route has them (proc_net_route(5)). Pure. */
final class RouteTable {
    private static final int RTF_UP = 0x1;
    private static final int RTF_GATEWAY = 0x2;
    private static final int RTF_REJECT = 0x200;
    private static final int FIELDS = 8;

    private record Route(IpAddress router, int metric) {}

    private RouteTable() {}

    /** The router of the default route with the lowest metric. Total: what is malformed is passed over. */
    static Optional<IpAddress> defaultRouter(String table) {
        return table.lines()
                .map(RouteTable::defaultRoute)
                .flatMap(Optional::stream)
                .min(Comparator.comparingInt(Route::metric))
                .map(Route::router);
    }

    /** Interface, destination, gateway, flags, references, use, metric, mask; addresses and flags in hexadecimal. */
    private static Optional<Route> defaultRoute(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        try {
            if (fields.length < FIELDS || hex(fields[1]) != 0 || hex(fields[7]) != 0) {
                return Optional.empty();
            }
            int flags = hex(fields[3]);
            boolean leads = (flags & (RTF_UP | RTF_GATEWAY | RTF_REJECT)) == (RTF_UP | RTF_GATEWAY);
            // As the processor has them in memory, and those that Culvert runs on are little-endian.
            IpAddress router = IpAddress.ofIpv4(Integer.reverseBytes(hex(fields[2])));
            return leads && !router.isUnspecified()
                    ? Optional.of(new Route(router, Integer.parseInt(fields[6])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int hex(String text) {
        return Integer.parseUnsignedInt(text, 16);
    }
}
