package dev.culvert.supernode.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.Unknown;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpAddress;
import java.util.Optional;

/** What a lookup is about. */
sealed interface Target {
    /** Whoever has this overlay address. */
    record Address(IpAddress address) implements Target {}

    /** The edge with this key. */
    record Key(PublicKey key) implements Target {}

    /** What a lookup asks for; nothing if that is malformed. */
    static Optional<Target> of(Lookup lookup) {
        return switch (lookup.getTargetCase()) {
            case ADDRESS -> ControlMessages.address(lookup.getAddress()).map(Address::new);
            case KEY -> ControlMessages.key(lookup.getKey()).map(Key::new);
            case TARGET_NOT_SET -> Optional.empty();
        };
    }

    /** The answer that it is not known. */
    default Unknown.Builder unknown() {
        return switch (this) {
            case Address(IpAddress address) -> Unknown.newBuilder().setAddress(ControlMessages.bytes(address));
            case Key(PublicKey key) -> Unknown.newBuilder().setKey(ControlMessages.bytes(key));
        };
    }
}
