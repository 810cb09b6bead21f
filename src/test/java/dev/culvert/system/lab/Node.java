package dev.culvert.system.lab;

/** One end of a tunnel, ours or the stock one: a test says what happens, and either can stand on either side. */
public sealed interface Node permits EdgeProcess, StockWireGuard {
    /**
     * What is known of a node before it starts.
     *
     * @param host where it runs
     * @param publicKey in base64
     * @param overlay its overlay address with prefix length
     * @param port its UDP port
     * @param device the name of its interface
     */
    record Settings(Host host, String publicKey, String overlay, int port, String device) {}

    /** What is known of it before it starts. */
    Settings settings();

    /** Where it runs. */
    Host host();

    /** Its public key in base64; known before it starts. */
    default String publicKey() {
        return settings().publicKey();
    }

    /** Its overlay address with prefix length. */
    default String overlay() {
        return settings().overlay();
    }

    /** Its UDP port. */
    default int port() {
        return settings().port();
    }

    /** The name of its interface. */
    default String device() {
        return settings().device();
    }

    /** Starts it with these peers and returns when it is ready for packets. */
    void start(PeerSpec... peers);

    /** Ends it in an orderly way and waits until it has ended. */
    void stop();

    /** Its overlay address without the prefix length. */
    default String address() {
        return overlay().substring(0, overlay().indexOf('/'));
    }

    /** This end as the other end configures it: key and overlay address. */
    default PeerSpec asPeer() {
        return PeerSpec.of(publicKey(), address() + (address().contains(":") ? "/128" : "/32"));
    }

    /** Sends this node's host's echo requests through the tunnel to the other node. */
    default PingReport ping(Node other, int count) {
        return host().ping(other.address(), count);
    }
}
