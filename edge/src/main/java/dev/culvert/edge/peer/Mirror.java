package dev.culvert.edge.peer;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A second path by which the same sealed messages are sent as well, while it is not certain that the active one carries
 * them: the peer's replay window takes whichever copy comes first. For {@link Timing#MIRROR_DOUBT_NS} and {@link
 * Timing#MIRROR_BYTES} at most, however long it is left in place; where less is enough, whoever set it takes it away. Any
 * thread.
 */
public final class Mirror {
    private final Path path;
    private final AtomicLong firstNs;
    private final AtomicLong bytesLeft;

    /** A mirror whose time begins with the first message. */
    public Mirror(Path path) {
        this(path, new AtomicLong(Activity.NEVER), new AtomicLong(Timing.MIRROR_BYTES));
    }

    private Mirror(Path path, AtomicLong firstNs, AtomicLong bytesLeft) {
        this.path = path;
        this.firstNs = firstNs;
        this.bytesLeft = bytesLeft;
    }

    /** One by another path that goes on with what is left of this one. */
    public Mirror by(Path other) {
        return new Mirror(other, firstNs, bytesLeft);
    }

    /** The second path. */
    public Path path() {
        return path;
    }

    /** Whether a message of this size may still be copied; if so, it has been taken from what is left. */
    public boolean takes(int bytes, long nowNs) {
        if (firstNs.get() == Activity.NEVER) {
            firstNs.compareAndSet(Activity.NEVER, nowNs);
        }
        return nowNs - firstNs.get() < Timing.MIRROR_DOUBT_NS
                && bytesLeft.get() > 0
                && bytesLeft.addAndGet(-bytes) >= 0;
    }

    /** The path and what is left. */
    @Override
    public String toString() {
        return path + ", " + bytesLeft + " bytes left";
    }
}
