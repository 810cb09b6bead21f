package dev.culvert.edge.portmap;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.PcpMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what a gateway tells all hosts: that it has restarted, or has another address (RFC 6886 section 3.2.1, RFC 6887
 * section 14.1). Several programs of a host may listen at once. Without it a restart is noticed at the next renewal.
 */
final class Announcements implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    /** Who hears them, on a virtual thread. */
    interface Listener {
        void onAnnouncement(byte[] bytes, int length);
    }

    private final Listener listener;
    private @Nullable DatagramChannel channel;
    private @Nullable NetworkInterface joined;
    private volatile @Nullable Gateway gateway;

    Announcements(Listener listener) {
        this.listener = listener;
    }

    /** Begins to listen, to nobody yet. */
    void start() {
        try {
            DatagramChannel opened = DatagramChannel.open(StandardProtocolFamily.INET);
            channel = opened;
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(new InetSocketAddress(PcpMessage.CLIENT_PORT));
            Thread.ofVirtual().name("port-mapping-announcements").start(() -> listen(opened.socket()));
        } catch (IOException e) {
            log.debug("a router's restart is noticed late: UDP port {}: {}", PcpMessage.CLIENT_PORT, e.getMessage());
            close();
        }
    }

    /** Listens to this gateway, and to nobody else from now on. Does nothing where it does so already. Any thread. */
    synchronized void listenTo(Gateway now) {
        gateway = now;
        try {
            NetworkInterface network =
                    NetworkInterface.getByInetAddress(now.local().toInetAddress());
            if (channel != null && network != null && !isJoined(network)) {
                // Every host is a member of this group, but Java delivers only what a socket has joined itself.
                channel.join(InetAddress.ofLiteral(PcpMessage.CLIENT_GROUP), network);
                joined = network;
            }
        } catch (IOException e) {
            log.debug("a router's restart is noticed late: {}", e.getMessage());
        }
    }

    /** An interface that was removed and came back has another number, and has forgotten who had joined. */
    private boolean isJoined(NetworkInterface network) {
        return joined != null && joined.getIndex() == network.getIndex() && joined.equals(network);
    }

    private void listen(DatagramSocket socket) {
        byte[] bytes = new byte[PcpMessage.MAX_BYTES + 1];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        while (!socket.isClosed()) {
            try {
                packet.setLength(bytes.length);
                socket.receive(packet);
                Gateway from = gateway;
                if (from != null
                        && packet.getPort() == PcpMessage.SERVER_PORT
                        && from.router().equals(IpAddress.of(packet.getAddress()))) {
                    listener.onAnnouncement(bytes, packet.getLength());
                }
            } catch (IOException e) {
                log.debug("no longer listening for a router's restart: {}", e.getMessage());
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("closing the socket: {}", e.getMessage());
        }
    }
}
