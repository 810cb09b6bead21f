package dev.culvert.edge;

import dev.culvert.common.ip.IpAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses that this host has. */
final class HostAddresses {
    private static final Logger log = LoggerFactory.getLogger(HostAddresses.class);

    private HostAddresses() {}

    /** Those of all interfaces that are up but one, without loopback and link-local ones. Blocks for a moment. */
    static List<IpAddress> read(String exceptDevice) {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(device -> !device.getName().equals(exceptDevice))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(IpAddress::of)
                    .distinct()
                    .toList();
        } catch (SocketException e) {
            log.warn(
                    "this host's addresses cannot be read, so it is not known whether there is a NAT: {}",
                    e.toString());
            return List.of();
        }
    }
}
