package dev.culvert.tun;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the threads that are using a descriptor, so that it is closed only when none is, and none can come any more:
 * a call on a closed number might reach a stranger's file. The owner is one user, from the start until
 * {@link #release}; whoever leaves last runs {@code whenEmpty}, exactly once. Any thread may call any method.
 */
final class Gate {
    /** 64 bytes of ints before and after the count: reader and writer of a queue never share its cache line. */
    private static final int COUNT = 16;

    private final AtomicIntegerArray users = new AtomicIntegerArray(2 * COUNT);
    private final Runnable whenEmpty;
    private volatile boolean shut;

    Gate(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
        users.set(COUNT, 1);
    }

    /** Admits the caller, who must then {@link #leave}; or answers false: shut. */
    boolean enter() {
        if (shut) {
            return false;
        }
        int inside;
        do {
            inside = users.get(COUNT);
            if (inside == 0) {
                return false;
            }
        } while (!users.compareAndSet(COUNT, inside, inside + 1));
        return true;
    }

    void leave() {
        if (users.decrementAndGet(COUNT) == 0) {
            whenEmpty.run();
        }
    }

    /** Admits nobody from now on, but for those already on their way through {@link #enter}. */
    void shut() {
        shut = true;
    }

    boolean isShut() {
        return shut;
    }

    /** The owner leaves; called once, after {@link #shut}. */
    void release() {
        leave();
    }

    /** Users besides the owner; after {@link #release} one less than that. */
    int inside() {
        return users.get(COUNT) - 1;
    }
}
