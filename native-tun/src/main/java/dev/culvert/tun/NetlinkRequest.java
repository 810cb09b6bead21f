package dev.culvert.tun;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes one netlink message. Pure; used by one thread, once. Everything is in host byte order and padded to 4 bytes;
 * lengths count the header and the value, but not the padding.
 *
 * <pre>
 * message (linux/netlink.h)                       attribute
 *  0        4       6       8        12       16   0        2       4
 * +--------+-------+-------+--------+--------+    +--------+-------+-----------+-------+
 * | length | type  | flags | seq.   | port 0 |    | length | type  | value …   | pad 0 |
 * +--------+-------+-------+--------+--------+    +--------+-------+-----------+-------+
 * | fixed part of the type (ifinfomsg, …)    |     a nested attribute's value is attributes
 * +------------------------------------------+
 * | attributes …                             |
 * +------------------------------------------+
 * </pre>
 */
final class NetlinkRequest {
    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;

    private static final int NLA_F_NESTED = 0x8000;
    private static final int MAX_LENGTH = 512;
    private static final int SEQUENCE = 8;

    private final ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH).order(ByteOrder.nativeOrder());

    NetlinkRequest(int type, int flags) {
        out.putInt(0).putShort((short) type).putShort((short) (NLM_F_REQUEST | flags));
        out.putInt(0).putInt(0);
    }

    NetlinkRequest u8(int value) {
        out.put((byte) value);
        return this;
    }

    NetlinkRequest u16(int value) {
        out.putShort((short) value);
        return this;
    }

    NetlinkRequest u32(int value) {
        out.putInt(value);
        return this;
    }

    NetlinkRequest attribute(int type, byte[] value) {
        return attribute(type, inner -> inner.out.put(value));
    }

    NetlinkRequest attribute(int type, int value) {
        return attribute(type, inner -> inner.u32(value));
    }

    NetlinkRequest nested(int type, Consumer<NetlinkRequest> content) {
        return attribute(type | NLA_F_NESTED, content);
    }

    private NetlinkRequest attribute(int type, Consumer<NetlinkRequest> content) {
        int start = out.position();
        u16(0).u16(type);
        content.accept(this);
        out.putShort(start, (short) (out.position() - start));
        while (out.position() % 4 != 0) {
            u8(0);
        }
        return this;
    }

    /** The whole message under this sequence number. */
    byte[] bytes(int sequence) {
        out.putInt(0, out.position()).putInt(SEQUENCE, sequence);
        return Arrays.copyOf(out.array(), out.position());
    }
}
