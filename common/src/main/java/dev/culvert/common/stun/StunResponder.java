package dev.culvert.common.stun;

import dev.culvert.common.ip.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the Binding requests that reach one socket (RFC 8489 section 6.3). Without state: any thread. Whoever calls it
 * limits how often a source is answered: an answer is longer than the request, by 12 bytes over IPv4 and 24 over IPv6, and
 * by three times that with an alternate. So it says no more than it must: no SOFTWARE.
 */
public final class StunResponder {
    /** ERROR-CODE 420 and its reason phrase (RFC 8489 sections 14.8 and 18.3). */
    private static final byte[] UNKNOWN_ATTRIBUTE = errorCode(420, "Unknown Attribute");

    /**
     * Where a server that has two addresses answers from (RFC 5780 sections 7.3 and 7.4).
     *
     * @param origin this socket's own address as clients reach it
     * @param other the server's other address with its other port: both differ from the origin's
     */
    public record Alternate(Endpoint origin, Endpoint other) {
        /** Checks that the address differs: a client would take one server's answer for the mapping's. */
        public Alternate {
            if (origin.address().equals(other.address())) {
                throw new IllegalArgumentException("the other address " + other + " is the same as " + origin
                        + ": OTHER-ADDRESS needs a second IP address");
            }
        }
    }

    /**
     * An answer, and where it is to be sent from.
     *
     * @param otherAddress from the server's other address
     * @param otherPort from its other port
     */
    public record Answer(byte[] message, boolean otherAddress, boolean otherPort) {}

    private final @Nullable Alternate alternate;
    private final boolean hasOtherPort;

    /**
     * A responder of one socket.
     *
     * @param alternate where this server answers from and could also be asked; null if it has one address only
     * @param hasOtherPort whether it can answer from its other port, and with an alternate from its other address
     */
    public StunResponder(@Nullable Alternate alternate, boolean hasOtherPort) {
        this.alternate = alternate;
        this.hasOtherPort = hasOtherPort;
    }

    /**
     * The answer to a datagram, and where it is to be sent from (RFC 5780 section 6.1).
     *
     * @param source where it came from, and where the answer goes
     * @return null where nothing is to be answered: no STUN, no Binding request (indications are accepted in silence), a
     *     wrong fingerprint
     */
    public @Nullable Answer respond(byte[] bytes, int offset, int length, Endpoint source) {
        StunMessage request = StunMessage.parse(bytes, offset, length);
        if (request == null || request.kind() != StunClass.REQUEST || request.method() != StunMessage.BINDING) {
            return null;
        }
        boolean otherAddress = request.wantsOtherAddress();
        boolean otherPort = request.wantsOtherPort();
        List<Integer> unknown = new ArrayList<>(request.unknownAttributes());
        if ((otherAddress && alternate == null) || ((otherAddress || otherPort) && !hasOtherPort)) {
            unknown.addFirst(StunAttribute.CHANGE_REQUEST);
        }
        boolean refused = !unknown.isEmpty();
        StunWriter answer = refused ? refusal(request, unknown) : success(request, source, otherAddress, otherPort);
        byte[] message = answer.finish(request.hasFingerprint());
        return new Answer(message, otherAddress && !refused, otherPort && !refused);
    }

    private StunWriter success(StunMessage request, Endpoint source, boolean otherAddress, boolean otherPort) {
        StunWriter answer = new StunWriter(StunClass.SUCCESS, StunMessage.BINDING, request.transactionId())
                .xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, source);
        if (alternate != null) {
            Endpoint origin = new Endpoint(
                    (otherAddress ? alternate.other() : alternate.origin()).address(),
                    (otherPort ? alternate.other() : alternate.origin()).port());
            answer.address(StunAttribute.RESPONSE_ORIGIN, origin)
                    .address(StunAttribute.OTHER_ADDRESS, alternate.other());
        }
        return answer;
    }

    private static StunWriter refusal(StunMessage request, List<Integer> unknown) {
        ByteBuffer types = ByteBuffer.allocate(unknown.size() * Short.BYTES);
        unknown.forEach(type -> types.putShort(type.shortValue()));
        return new StunWriter(StunClass.ERROR, StunMessage.BINDING, request.transactionId())
                .attribute(StunAttribute.ERROR_CODE, UNKNOWN_ATTRIBUTE)
                .attribute(StunAttribute.UNKNOWN_ATTRIBUTES, types.array());
    }

    private static byte[] errorCode(int code, String reason) {
        byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + phrase.length)
                .putShort((short) 0)
                .put((byte) (code / 100))
                .put((byte) (code % 100))
                .put(phrase)
                .array();
    }
}
