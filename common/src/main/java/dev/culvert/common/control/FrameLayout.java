package dev.culvert.common.control;

import dev.culvert.common.control.pb.Control;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes frames. */
final class FrameLayout {
    static final int PING = 1;
    static final int PONG = 2;
    static final int MESSAGE = 3;
    static final int VERSION = 1;

    private FrameLayout() {}

    static byte[] ping(int kind, long id, int paddedTo) {
        return frame(kind, Long.BYTES, paddedTo).putLong(id).array();
    }

    static byte[] message(Control control, int paddedTo) {
        byte[] payload = Frame.checkedSize(control).toByteArray();
        return frame(MESSAGE, payload.length, paddedTo).put(payload).array();
    }

    private static ByteBuffer frame(int kind, int payload, int paddedTo) {
        return ByteBuffer.allocate(Math.max(Frame.HEADER_BYTES + payload, paddedTo))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) kind)
                .put((byte) VERSION)
                .putShort((short) payload);
    }
}
