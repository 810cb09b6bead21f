package dev.culvert.edge.portmap;

import dev.culvert.common.ip.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default gateway of the moment, as the kernel has it. Blocks for a moment; any thread. */
public final class DefaultGateway implements Supplier<Optional<Gateway>> {
    private static final Logger log = LoggerFactory.getLogger(DefaultGateway.class);
    private static final Path ROUTES = Path.of("/proc/net/route");
    /** Nothing is sent there: the kernel says which address it would send from. */
    private static final int ANY_PORT = 9;

    @Override
    public Optional<Gateway> get() {
        try {
            Optional<IpAddress> router = RouteTable.defaultRouter(Files.readString(ROUTES));
            return router.isEmpty() ? Optional.empty() : Optional.of(new Gateway(router.get(), local(router.get())));
        } catch (IOException e) {
            log.debug("the default gateway cannot be found out: {}", e.toString());
            return Optional.empty();
        }
    }

    private static IpAddress local(IpAddress router) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            channel.connect(new InetSocketAddress(router.toInetAddress(), ANY_PORT));
            return IpAddress.of(((InetSocketAddress) channel.getLocalAddress()).getAddress());
        }
    }
}
