package dev.culvert.common.stun;

import java.nio.ByteBuffer;

/** The messages that a client makes. Stateless; any thread. */
public final class StunRequest {
    static final int CHANGE_ADDRESS = 0x04;
    static final int CHANGE_PORT = 0x02;

    private StunRequest() {}

    /**
     * A Binding request.
     *
     * @param transactionId {@value StunMessage#TRANSACTION_BYTES} random bytes, which the answer repeats
     * @param changeAddress the server shall answer from its other address (CHANGE-REQUEST, RFC 5780 section 7.2)
     * @param changePort and from its other port
     */
    public static byte[] binding(byte[] transactionId, boolean changeAddress, boolean changePort) {
        StunWriter request = new StunWriter(StunClass.REQUEST, StunMessage.BINDING, transactionId);
        if (changeAddress || changePort) {
            int flags = (changeAddress ? CHANGE_ADDRESS : 0) | (changePort ? CHANGE_PORT : 0);
            request.attribute(
                    StunAttribute.CHANGE_REQUEST,
                    ByteBuffer.allocate(Integer.BYTES).putInt(flags).array());
        }
        return request.finish(false);
    }

    /** What a host sends to itself through its NAT: a success response that answers nobody, known by its transaction. */
    public static byte[] toOneself(byte[] transactionId) {
        return new StunWriter(StunClass.SUCCESS, StunMessage.BINDING, transactionId).finish(false);
    }
}
