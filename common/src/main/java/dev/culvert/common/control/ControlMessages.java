package dev.culvert.common.control;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Prefix;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Between the values of control.proto and ours. Whatever a remote may have written into a field is read totally: what
 * is malformed is nothing, and never an exception. Stateless; any thread.
 */
public final class ControlMessages {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MAX_PORT = 65_535;

    private ControlMessages() {}

    /** 4 or 16 bytes in network order. */
    public static ByteString bytes(IpAddress address) {
        ByteBuffer bytes = address.isIpv4()
                ? ByteBuffer.allocate(IPV4_BYTES).putInt(address.ipv4Bits())
                : ByteBuffer.allocate(IPV6_BYTES).putLong(address.high()).putLong(address.low());
        return ByteString.copyFrom(bytes.flip());
    }

    /** The address; nothing for another length, or for IPv4 in its mapped form, which would be a second spelling. */
    public static Optional<IpAddress> address(ByteString bytes) {
        ByteBuffer in = bytes.asReadOnlyByteBuffer();
        if (bytes.size() == IPV4_BYTES) {
            return Optional.of(IpAddress.ofIpv4(in.getInt()));
        }
        if (bytes.size() != IPV6_BYTES) {
            return Optional.empty();
        }
        IpAddress address = new IpAddress(in.getLong(), in.getLong());
        return address.isIpv4() ? Optional.empty() : Optional.of(address);
    }

    /** The message for a prefix, host bits kept. */
    public static Prefix prefix(IpPrefix prefix) {
        return Prefix.newBuilder()
                .setAddress(bytes(prefix.address()))
                .setLength(prefix.length())
                .build();
    }

    /** The prefix, host bits kept; nothing if address or length is malformed. */
    public static Optional<IpPrefix> prefix(Prefix message) {
        int length = message.getLength();
        return address(message.getAddress())
                .filter(address -> length >= 0 && length <= address.bits())
                .map(address -> new IpPrefix(address, length));
    }

    /** The message for an endpoint. A link-local scope means nothing to another host and is left out. */
    public static dev.culvert.common.control.pb.Endpoint endpoint(Endpoint endpoint) {
        return dev.culvert.common.control.pb.Endpoint.newBuilder()
                .setAddress(bytes(endpoint.address()))
                .setPort(endpoint.port())
                .build();
    }

    /** The endpoint; nothing if address or port is malformed, as in a message where the field is not set. */
    public static Optional<Endpoint> endpoint(dev.culvert.common.control.pb.Endpoint message) {
        int port = message.getPort();
        return address(message.getAddress())
                .filter(address -> port >= 1 && port <= MAX_PORT)
                .map(address -> new Endpoint(address, port));
    }

    /** The 32 bytes of a session key. */
    public static ByteString bytes(PublicKey key) {
        return ByteString.copyFrom(key.bytes());
    }

    /** The session key; nothing for another length. */
    public static Optional<PublicKey> key(ByteString bytes) {
        return bytes.size() == PublicKey.BYTES ? Optional.of(PublicKey.of(bytes.toByteArray())) : Optional.empty();
    }
}
