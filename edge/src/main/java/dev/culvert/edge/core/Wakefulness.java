package dev.culvert.edge.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which members ticks are for. Nearly all of a thousand idle ones have nothing to do nearly always; and only to look whether
 * that is so, four times a second, would be most of what an idle edge does.
 *
 * <pre>
 *            an event, its time has come, a packet
 *   asleep ◄──────────────────────────────────────► awake
 *            ticked, and nothing is due
 * </pre>
 *
 * Conductor thread.
 */
final class Wakefulness {
    private static final Comparator<Member> BY_TIME = Comparator.comparingLong(Member::asleepUntilNs)
            .thenComparing(member -> member.peer().key());

    private final Set<Member> awake = new LinkedHashSet<>();
    private final TreeSet<Member> asleep = new TreeSet<>(BY_TIME);
    private final Queue<Member> used = new ConcurrentLinkedQueue<>(); // by data threads, while they slept

    /** There may be something to do for it. */
    void wake(Member member) {
        asleep.remove(member);
        awake.add(member);
    }

    /** It is no member any more. */
    void remove(Member member) {
        asleep.remove(member);
        awake.remove(member);
    }

    /** Wakes whose time has come, and whom packets went to or came from. */
    void onTick(long nowNs) {
        for (Member member = used.poll(); member != null; member = used.poll()) {
            if (asleep.contains(member)) {
                wake(member);
            }
        }
        while (!asleep.isEmpty() && asleep.first().asleepUntilNs() - nowNs <= 0) {
            wake(asleep.first());
        }
    }

    /** Those that are awake, as they are now. */
    Collection<Member> awake() {
        return List.copyOf(awake);
    }

    /** Whether something is due soon. */
    boolean isBusy() {
        for (Member member : awake) {
            if (member.isBusy()) {
                return true;
            }
        }
        return false;
    }

    /** Its tick is over: it sleeps if it may. */
    void ticked(Member member, long nowNs) {
        if (!awake.contains(member) || !member.maySleep(nowNs)) {
            return;
        }
        member.peer().session().activity().onNextData(() -> used.add(member));
        if (!member.isInUse(nowNs)) { // nor since it was asked
            awake.remove(member);
            asleep.add(member);
        }
    }
}
