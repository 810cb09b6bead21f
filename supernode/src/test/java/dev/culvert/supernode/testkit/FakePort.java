package dev.culvert.supernode.testkit;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that keeps what is sent, datagram by datagram. */
final class FakePort implements UdpPort {
    /** One datagram and where it was sent. */
    record Sent(Endpoint remote, byte[] bytes) {}

    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> together = new ArrayList<>();
    private boolean divides = true;

    /** Whether several datagrams may leave by one send from now on. */
    void divide(boolean wanted) {
        divides = wanted;
    }

    /** Takes out how many datagrams each send had so far. */
    List<Integer> takeTogether() {
        List<Integer> taken = List.copyOf(together);
        together.clear();
        return taken;
    }

    List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public int localPort() {
        return 7_654;
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
        if (several && !divides) {
            return SendResult.NOT_DIVIDED;
        }
        int before = sent.size();
        for (int at = offset; at < offset + length; at += size) {
            sent.add(new Sent(remote, Arrays.copyOfRange(bytes, at, Math.min(at + size, offset + length))));
        }
        together.add(sent.size() - before);
        return SendResult.SENT;
    }
}
