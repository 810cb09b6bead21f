package dev.culvert.tun;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message from the kernel. Pure. Header and attributes are drawn at {@link NetlinkRequest}; an acknowledgement is
 *
 * <pre>
 *  0        16         20                    36
 * +--------+----------+---------------------+---------------------------+
 * | header | -errno   | header of the       | its payload, unless flags | attributes, if flags have
 * | type 2 | 0 is OK  | request             | have CAPPED (0x100)       | ACK_TLVS (0x200): 1 = text
 * +--------+----------+---------------------+---------------------------+
 * </pre>
 */
sealed interface NetlinkReply {
    int HEADER_LENGTH = 16;

    /** The sequence number of the request that this answers. */
    int sequence();

    /** The request was carried out ({@code errno} 0) or refused, with the kernel's own words if it has any. */
    record Ack(int sequence, int errno, String text) implements NetlinkReply {
        boolean ok() {
            return errno == 0;
        }
    }

    /** The end of a dump. */
    record Done(int sequence) implements NetlinkReply {}

    /** An object asked for: its message type, and all that follows the header, in host byte order. */
    record Data(int sequence, int type, ByteBuffer body) implements NetlinkReply {
        /** The value of the first attribute of this type after a fixed part of {@code fixedLength} bytes. */
        Optional<byte[]> attribute(int fixedLength, int type) {
            return NetlinkReply.attribute(body, fixedLength, type);
        }

        /** The value of such an attribute that is a number of four bytes. */
        Optional<Integer> number(int fixedLength, int type) {
            return attribute(fixedLength, type)
                    .filter(bytes -> bytes.length == Integer.BYTES)
                    .map(bytes -> ByteBuffer.wrap(bytes)
                            .order(ByteOrder.nativeOrder())
                            .getInt());
        }

        /** What is inside an attribute, which is laid out like a message's body. */
        static Data ofBody(byte[] value) {
            return new Data(0, 0, ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()));
        }
    }

    int NLMSG_ERROR = 2;
    int NLMSG_DONE = 3;
    int NLM_F_CAPPED = 0x100;
    int NLM_F_ACK_TLVS = 0x200;
    int NLMSGERR_ATTR_MSG = 1;
    int NLA_TYPE_MASK = 0x3fff;

    /** The messages of one datagram, as far as they are well-formed. */
    static List<NetlinkReply> parse(byte[] datagram) {
        List<NetlinkReply> replies = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_LENGTH <= datagram.length) {
            int length = in.getInt(at);
            if (length < HEADER_LENGTH || length > datagram.length - at) {
                break;
            }
            ByteBuffer body =
                    in.slice(at + HEADER_LENGTH, length - HEADER_LENGTH).order(ByteOrder.nativeOrder());
            replies.add(reply(in.getShort(at + 4), in.getShort(at + 6), in.getInt(at + 8), body));
            at += align(length);
        }
        return replies;
    }

    private static NetlinkReply reply(int type, int flags, int sequence, ByteBuffer body) {
        if (type == NLMSG_DONE) {
            return new Done(sequence);
        }
        if (type != NLMSG_ERROR || body.limit() < 4 + HEADER_LENGTH) {
            return new Data(sequence, type, body);
        }
        int echoed = (flags & NLM_F_CAPPED) != 0 ? HEADER_LENGTH : align(body.getInt(4));
        String text = (flags & NLM_F_ACK_TLVS) == 0
                ? ""
                : attribute(body, 4 + echoed, NLMSGERR_ATTR_MSG)
                        .map(NetlinkReply::text)
                        .orElse("");
        return new Ack(sequence, -body.getInt(0), text);
    }

    private static Optional<byte[]> attribute(ByteBuffer body, int from, int type) {
        int at = from;
        while (at >= 0 && at <= body.limit() - 4) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < 4 || length > body.limit() - at) {
                break;
            }
            if ((body.getShort(at + 2) & NLA_TYPE_MASK) == type) {
                byte[] value = new byte[length - 4];
                body.get(at + 4, value);
                return Optional.of(value);
            }
            at += align(length);
        }
        return Optional.empty();
    }

    private static String text(byte[] terminated) {
        return new String(terminated, StandardCharsets.UTF_8).replace("\0", "");
    }

    private static int align(int length) {
        return (length + 3) & ~3;
    }
}
