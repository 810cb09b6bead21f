package dev.culvert.edge.testkit;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that keeps what is sent, datagram by datagram, or says that it cannot. Sends that no socket would take fail. */
public final class FakePort implements UdpPort {
    /** One datagram and where it was sent. */
    public record Sent(Endpoint remote, @Nullable IpAddress local, byte[] bytes) {}

    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> together = new ArrayList<>();
    private SendResult result = SendResult.SENT;
    private boolean divides = true;
    private int largest = MAX_PAYLOAD;

    /** What becomes of all that is sent from now on; only {@link SendResult#SENT} is kept. */
    public void answerWith(SendResult next) {
        result = next;
    }

    /** Whether several datagrams may leave by one send from now on. */
    public void divide(boolean wanted) {
        divides = wanted;
    }

    /** From now on a datagram of more bytes is too big. */
    public void narrow(int bytes) {
        largest = bytes;
    }

    /** Takes out how many datagrams each send had so far, of those that took place. */
    public List<Integer> takeTogether() {
        List<Integer> taken = List.copyOf(together);
        together.clear();
        return taken;
    }

    /** Takes out what was sent so far, in order. */
    public List<Sent> takeSent() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public int localPort() {
        return 51_820;
    }

    @Override
    public SendResult send(
            Endpoint remote,
            @Nullable IpAddress local,
            byte[] bytes,
            int offset,
            int length,
            int segmentSize,
            int ttl) {
        boolean several = segmentSize != ONE_DATAGRAM;
        int size = several ? segmentSize : length;
        if (several && (size >= length || length > MOST_DATAGRAMS * size || length > MAX_PAYLOAD)) {
            throw new AssertionError(length + " bytes cannot leave as datagrams of " + size);
        }
        if (several && (!divides || size > largest)) {
            return SendResult.NOT_DIVIDED;
        }
        if (size > largest) {
            return SendResult.TOO_BIG;
        }
        if (result == SendResult.SENT) {
            int before = sent.size();
            for (int at = offset; at < offset + length; at += size) {
                byte[] datagram = Arrays.copyOfRange(bytes, at, Math.min(at + size, offset + length));
                sent.add(new Sent(remote, local, datagram));
            }
            together.add(sent.size() - before);
        }
        return result;
    }
}
