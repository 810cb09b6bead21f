package dev.culvert.edge;

import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.tun.Prefix;
import dev.culvert.tun.TunConfig;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunException;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Optional;

/** Opens socket and device, and turns what may fail into an exit code and a line that says what to do. */
final class StartFailures {
    private StartFailures() {}

    static UdpSocket openSocket(int port, UdpOffloads offloads) throws ExitException {
        try {
            return UdpSocket.open(port, offloads);
        } catch (BindException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, e.getMessage() + "; choose another with --port", e);
        } catch (IOException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** The device with the edge's address, if it has one already, and routes to what the peers have outside the address's own network. */
    static TunDevice openTun(EdgeConfig config, Optional<IpPrefix> address) throws ExitException {
        List<Prefix> routes = config.peers().stream()
                .flatMap(peer -> peer.allowedIps().stream())
                .filter(prefix ->
                        address.filter(own -> isConnected(own, prefix)).isEmpty())
                .map(StartFailures::prefix)
                .toList();
        List<Prefix> addresses = address.map(StartFailures::prefix).stream().toList();
        try {
            return TunDevice.open(
                    new TunConfig(config.device(), config.mtu(), 1, config.tunOffload(), addresses, routes));
        } catch (TunException e) {
            throw failed(e);
        }
    }

    /** Gives the device the address that a supernode chose. Blocks. */
    static void useAddress(TunDevice tun, IpPrefix address) throws ExitException {
        try {
            tun.replaceAddress(prefix(address));
        } catch (TunException e) {
            throw failed(e);
        }
    }

    static ExitException failed(TunException e) {
        return new ExitException(exitCode(e.reason()), String.valueOf(e.getMessage()), e);
    }

    private static boolean isConnected(IpPrefix address, IpPrefix prefix) {
        return address.contains(prefix.address()) && prefix.length() >= address.length();
    }

    private static Prefix prefix(IpPrefix prefix) {
        return new Prefix(prefix.address().toInetAddress(), prefix.length());
    }

    private static ExitCode exitCode(TunException.Reason reason) {
        return switch (reason) {
            case NO_PERMISSION -> ExitCode.NO_PERMISSION;
            case BAD_NAME, BAD_ADDRESS, BAD_MTU -> ExitCode.BAD_CONFIGURATION;
            case NO_DEVICE_NODE, NAME_TAKEN, ADDRESS_IN_USE, ROUTE_IN_USE, OTHER -> ExitCode.UNAVAILABLE;
        };
    }
}
