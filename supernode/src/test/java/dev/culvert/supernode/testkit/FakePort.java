package dev.culvert.supernode.testkit;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that keeps what is sent. */
final class FakePort implements UdpPort {
    /** One datagram and where it was sent. */
    record Sent(Endpoint remote, byte[] bytes) {}

    private final List<Sent> sent = new ArrayList<>();

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
        sent.add(new Sent(remote, Arrays.copyOfRange(bytes, offset, offset + length)));
        return SendResult.SENT;
    }
}
