package dev.culvert.edge.portmap;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.SsdpMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Searches for routers by SSDP, in the gateway's network. Blocks. */
final class SsdpSearch {
    /** More routers of one network are not looked at. */
    private static final int MOST_ROUTERS = 4;

    private SsdpSearch() {}

    /**
     * Asks the group and, as some routers hear only that, the gateway itself.
     *
     * @return where descriptions are: the gateway's alone, as soon as it has answered; else, after the time for answers is
     *     over, those of other routers with a private address
     * @throws IOException if nothing can be sent
     */
    static List<URI> search(Gateway gateway) throws IOException, InterruptedException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            channel.bind(new InetSocketAddress(gateway.local().toInetAddress(), 0));
            NetworkInterface network =
                    NetworkInterface.getByInetAddress(gateway.local().toInetAddress());
            if (network != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
            }
            Set<URI> others = new LinkedHashSet<>();
            for (long patienceNs : Timing.SSDP_RESENDS_NS) {
                send(channel, SsdpMessage.GROUP);
                send(channel, gateway.router());
                Optional<URI> own = DatagramWait.receive(
                        channel.socket(), SsdpMessage.MAX_BYTES, patienceNs, packet -> read(packet, gateway, others));
                if (own.isPresent()) {
                    return List.of(own.get());
                }
            }
            return List.copyOf(others);
        } catch (IOException e) {
            // An interrupt closes the socket.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private static void send(DatagramChannel channel, IpAddress to) throws IOException {
        for (String target : SsdpMessage.ROUTERS) {
            byte[] search = SsdpMessage.search(target, to);
            channel.socket()
                    .send(new DatagramPacket(
                            search, search.length, new InetSocketAddress(to.toInetAddress(), SsdpMessage.PORT)));
        }
    }

    private static Optional<URI> read(DatagramPacket packet, Gateway gateway, Set<URI> others) {
        IpAddress source = IpAddress.of(packet.getAddress());
        Optional<URI> location =
                SsdpMessage.parse(packet.getData(), packet.getLength()).flatMap(answer -> answer.locationAt(source));
        if (source.equals(gateway.router())) {
            return location;
        }
        location.filter(found -> others.size() < MOST_ROUTERS).ifPresent(others::add);
        return Optional.empty();
    }
}
