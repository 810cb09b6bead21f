package dev.culvert.common.control;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.time.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What is inside a session beside IP packets: a plaintext whose first four bits are 0. Immutable.
 *
 * <pre>
 *  0      1         2              4
 *  +------+---------+--------------+---------+---------+
 *  | kind | version | length 2, LE | payload | padding |
 *  +------+---------+--------------+---------+---------+
 * </pre>
 */
public sealed interface Frame {
    /** Size of what precedes the payload. */
    int HEADER_BYTES = 4;
    /** Size of a ping or pong without padding. */
    int PING_BYTES = HEADER_BYTES + Long.BYTES;

    /** Asks for a pong by the path that the ping came on. */
    record Ping(long id) implements Frame {}

    /** Answers the ping with this id. */
    record Pong(long id) implements Frame {}

    /** A control message. */
    record Message(Control control) implements Frame {}

    /** Whether a plaintext of a Culvert session claims to be a frame, well formed or not; an empty one does not. */
    static boolean isFrame(byte[] plaintext, int offset, int length) {
        return length > 0 && (plaintext[offset] & 0xF0) == 0;
    }

    /** Whether a frame claims to be a control message: worth new keys, unlike pings. */
    static boolean isMessage(byte[] plaintext, int offset) {
        return plaintext[offset] == FrameLayout.MESSAGE;
    }

    /**
     * Reads a plaintext. Total.
     *
     * @return nothing if it is no frame, cut short, of another version or kind, or holds no control message
     */
    static Optional<Frame> parse(byte[] plaintext, int offset, int length) {
        if (length < HEADER_BYTES || plaintext[offset + 1] != FrameLayout.VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(plaintext, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        int kind = in.get();
        in.get();
        int payload = Short.toUnsignedInt(in.getShort());
        if (payload > in.remaining()) {
            return Optional.empty();
        }
        return switch (kind) {
            case FrameLayout.PING -> payload == Long.BYTES ? Optional.of(new Ping(in.getLong())) : Optional.empty();
            case FrameLayout.PONG -> payload == Long.BYTES ? Optional.of(new Pong(in.getLong())) : Optional.empty();
            case FrameLayout.MESSAGE -> message(in.slice(in.position(), payload));
            default -> Optional.empty();
        };
    }

    private static Optional<Frame> message(ByteBuffer payload) {
        if (payload.remaining() > Limits.CONTROL_BYTES - HEADER_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Message(Control.parseFrom(payload)));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    /** The plaintext of this frame without padding. */
    default byte[] encoded() {
        return encoded(0);
    }

    /**
     * The plaintext of this frame.
     *
     * @param paddedTo size in bytes to fill up to with zeros, as a ping that probes a path's size is; less than the
     *     frame needs pads nothing
     * @throws IllegalArgumentException if the message is larger than a control message may be
     */
    default byte[] encoded(int paddedTo) {
        return switch (this) {
            case Ping(long id) -> FrameLayout.ping(FrameLayout.PING, id, paddedTo);
            case Pong(long id) -> FrameLayout.ping(FrameLayout.PONG, id, paddedTo);
            case Message(Control control) -> FrameLayout.message(control, paddedTo);
        };
    }

    /**
     * The message itself, if it fits.
     *
     * @throws IllegalArgumentException if it does not: what can grow, such as a list, has to be paged by its sender
     */
    static Control checkedSize(Control control) {
        int bytes = HEADER_BYTES + control.getSerializedSize();
        if (bytes > Limits.CONTROL_BYTES) {
            throw new IllegalArgumentException("control message " + control.getKindCase() + " has " + bytes
                    + " bytes with its frame, more than " + Limits.CONTROL_BYTES + ": page what it lists");
        }
        return control;
    }
}
