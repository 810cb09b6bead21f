package dev.culvert.edge.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for datagrams until one says what is wanted. Blocks. */
final class DatagramWait {
    /** Reads one datagram; something as soon as all is known that was asked for. */
    interface Reader<T> {
        Optional<T> read(DatagramPacket packet);
    }

    private DatagramWait() {}

    /**
     * Reads for so long.
     *
     * @param most bytes of a datagram that are of interest; longer ones come with one more
     * @return what the reader made of the datagrams; nothing if the time was over first
     * @throws IOException if the socket cannot be read, or a connected one has learnt that nobody listens
     */
    static <T> Optional<T> receive(DatagramSocket socket, int most, long patienceNs, Reader<T> reader)
            throws IOException {
        byte[] bytes = new byte[most + 1];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        long deadlineNs = System.nanoTime() + patienceNs;
        try {
            for (long left = patienceNs; left > 0; left = deadlineNs - System.nanoTime()) {
                socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                packet.setLength(bytes.length);
                socket.receive(packet);
                Optional<T> answer = reader.read(packet);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
