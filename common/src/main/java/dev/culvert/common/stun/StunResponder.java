package dev.culvert.common.stun;

import dev.culvert.common.ip.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the Binding requests that reach one socket (RFC 8489 section 6.3). Without state: any thread. Whoever calls it
 * limits how often a source is answered, since an answer is longer than the shortest request.
 */
public final class StunResponder {
    /** The most bytes that SOFTWARE may have (RFC 8489 section 14.14). */
    private static final int MAX_SOFTWARE_BYTES = 763;

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

    private final byte[] software;
    private final @Nullable Alternate alternate;

    /**
     * A responder of one socket.
     *
     * @param software what SOFTWARE says, at most 763 bytes; "" leaves the attribute out
     * @param alternate where this server answers from and could also be asked; null if it has one address only
     */
    public StunResponder(String software, @Nullable Alternate alternate) {
        this.software = software.getBytes(StandardCharsets.UTF_8);
        if (this.software.length > MAX_SOFTWARE_BYTES) {
            throw new IllegalArgumentException("SOFTWARE '" + software + "' is longer than 763 bytes");
        }
        this.alternate = alternate;
    }

    /**
     * The answer to a datagram.
     *
     * @param source where it came from, and where the answer goes
     * @return a new array, or null where nothing is to be answered: no STUN, no Binding request (indications are
     *     accepted in silence), a wrong fingerprint
     */
    public byte @Nullable [] answer(byte[] bytes, int offset, int length, Endpoint source) {
        StunMessage request = StunMessage.parse(bytes, offset, length);
        if (request == null || request.kind() != StunClass.REQUEST || request.method() != StunMessage.BINDING) {
            return null;
        }
        List<Integer> unknown = request.unknownAttributes();
        StunWriter answer = unknown.isEmpty() ? success(request, source) : refusal(request, unknown);
        if (software.length > 0) {
            answer.attribute(StunAttribute.SOFTWARE, software);
        }
        return answer.finish(request.hasFingerprint());
    }

    private StunWriter success(StunMessage request, Endpoint source) {
        StunWriter answer = new StunWriter(StunClass.SUCCESS, StunMessage.BINDING, request.transactionId())
                .xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, source);
        if (alternate != null) {
            answer.address(StunAttribute.RESPONSE_ORIGIN, alternate.origin())
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
