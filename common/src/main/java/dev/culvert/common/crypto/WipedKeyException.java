package dev.culvert.common.crypto;

/** A key was used that another thread has wiped: the packet at hand is lost, nothing else. */
public final class WipedKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WipedKeyException() {
        super("key was wiped", null, false, false);
    }
}
