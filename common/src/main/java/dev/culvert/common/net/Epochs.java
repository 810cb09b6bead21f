package dev.culvert.common.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides when a descriptor may be closed: only after every data thread that could have seen it has come round to its
 * next batch. Closed sooner, its number might already name another file, which would receive a peer's ciphertext.
 *
 * <pre>
 *  data thread   enter() ─ read send state, send … ─ leave() ─ block ─ enter() …
 *  conductor     publish a state without the socket ─ retire(close) ─ poll() … until all have passed ─ close
 * </pre>
 *
 * Reading costs a data thread two volatile accesses a batch and no lock.
 */
public final class Epochs {
    private static final long IDLE = Long.MAX_VALUE;

    private final List<Member> members = new ArrayList<>();
    private final Deque<Retired> retired = new ArrayDeque<>();
    private volatile long current;

    /** A data thread's place: it enters before it reads shared state, and leaves before it blocks. */
    public final class Member {
        private volatile long epoch = IDLE;

        private Member() {}

        /** From here on, what is retired later stays open. */
        public void enter() {
            epoch = current; // a volatile store: what is read after it is not older than it
        }

        /** Nothing read since {@link #enter} is held any more. */
        public void leave() {
            epoch = IDLE;
        }
    }

    private record Retired(long epoch, Runnable release) {}

    /** Adds a data thread. Conductor thread, or before any other thread starts. */
    public Member join() {
        Member member = new Member();
        members.add(member);
        return member;
    }

    /** Releases something as soon as {@link #poll} sees that nobody holds it; it must be unpublished already. Conductor. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the conductor writes it
    public void retire(Runnable release) {
        current++;
        retired.add(new Retired(current, release));
    }

    /** Releases what nobody holds any more; how many things still wait. Conductor. */
    public int poll() {
        long oldest = IDLE;
        for (Member member : members) {
            oldest = Math.min(oldest, member.epoch);
        }
        while (!retired.isEmpty() && retired.peek().epoch() <= oldest) {
            retired.remove().release().run();
        }
        return retired.size();
    }
}
