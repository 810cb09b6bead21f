package dev.culvert.edge.portmap;

import dev.culvert.common.time.Timing;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.PcpMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;

/**
 * Questions to the gateway by UDP. The socket is connected: the kernel hands over what comes from the gateway's own
 * address and port, and nothing else; and where nobody listens it says so at once. Blocks.
 */
final class GatewaySocket {
    /** Reads one datagram; something as soon as all is known that was asked for. */
    interface Reader<T> {
        Optional<T> read(byte[] bytes, int length);
    }

    private GatewaySocket() {}

    /**
     * Sends the requests, again after each of {@link Timing#PORT_MAPPING_RESENDS_NS}, until the reader has what it wants.
     *
     * @return what the reader made of the answers; nothing if they did not come
     * @throws IOException if nobody listens there, or the gateway cannot be reached
     */
    static <T> Optional<T> ask(Gateway gateway, int port, List<byte[]> requests, Reader<T> reader)
            throws IOException, InterruptedException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            DatagramSocket socket = channel.socket();
            socket.bind(new InetSocketAddress(gateway.local().toInetAddress(), 0));
            socket.connect(new InetSocketAddress(gateway.router().toInetAddress(), port));
            for (long patienceNs : Timing.PORT_MAPPING_RESENDS_NS) {
                for (byte[] request : requests) {
                    socket.send(new DatagramPacket(request, request.length));
                }
                Optional<T> answer = DatagramWait.receive(
                        socket,
                        PcpMessage.MAX_BYTES,
                        patienceNs,
                        packet -> reader.read(packet.getData(), packet.getLength()));
                if (answer.isPresent()) {
                    return answer;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            // An interrupt closes the socket.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    /** Why there is no answer, in words. */
    static String words(IOException e) {
        return e instanceof PortUnreachableException
                ? "the router does not offer it"
                : "cannot be asked: " + e.getMessage();
    }
}
