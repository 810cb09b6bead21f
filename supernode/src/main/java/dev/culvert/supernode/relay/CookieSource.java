package dev.culvert.supernode.relay;

import dev.culvert.common.session.HandshakeSource;

/** Makes the cookie by which a source proves its address. Any thread. */
@FunctionalInterface
public interface CookieSource {
    /** The 16 bytes for this source. */
    byte[] cookieFor(HandshakeSource source, long nowNs);
}
