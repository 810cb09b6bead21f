package dev.culvert.edge.testkit;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that keeps what is sent, or says that it cannot. */
public final class FakePort implements UdpPort {
    /** One datagram and where it was sent. */
    public record Sent(Endpoint remote, @Nullable IpAddress local, byte[] bytes) {}

    private final List<Sent> sent = new ArrayList<>();
    private SendResult result = SendResult.SENT;

    /** What becomes of all that is sent from now on; only {@link SendResult#SENT} is kept. */
    public void answerWith(SendResult next) {
        result = next;
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
        if (segmentSize != ONE_DATAGRAM) {
            throw new AssertionError("the core sends datagram by datagram");
        }
        if (result == SendResult.SENT) {
            sent.add(new Sent(remote, local, Arrays.copyOfRange(bytes, offset, offset + length)));
        }
        return result;
    }
}
