package dev.culvert.supernode.core;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers who has an address or a key: at once if the edge is present, the instant it registers if it does so soon, and
 * that it is not known otherwise. The request is acknowledged at once; the answer is a push of its own. Who asks too
 * often is answered later, so that nothing has to be asked again.
 */
final class Lookups {
    private final Relations relations;
    private final Messenger messenger;
    private final Counters<CounterId> counters;
    private final long startNs;
    private final Set<Community> waiting = new LinkedHashSet<>();

    Lookups(Relations relations, Messenger messenger, Counters<CounterId> counters, long startNs) {
        this.relations = relations;
        this.messenger = messenger;
        this.counters = counters;
        this.startNs = startNs;
    }

    /** A member asks; null if it will be answered, or the refusal. */
    Control.@Nullable Builder lookup(Member asker, Lookup lookup, long nowNs) {
        Optional<Target> asked = Target.of(lookup);
        if (asked.isEmpty()) {
            return Refusal.of(Reason.REASON_BAD_REQUEST, "a lookup names an address or a key");
        }
        Target target = asked.get();
        Member member = asker.community.find(target);
        if (asker.equals(member)) {
            return Refusal.of(Reason.REASON_BAD_REQUEST, "a lookup is for another edge than the one that asks");
        }
        if (member != null && member.isPresent()) {
            if (asker.lookupRate.allows(nowNs)) {
                String cap = relations.introduce(asker, member, nowNs);
                return cap == null ? null : Refusal.of(Reason.REASON_FULL, cap);
            }
            counters.add(CounterId.LOOKUPS_DEFERRED);
        }
        if (asker.lookups >= Limits.LOOKUPS_WAITING) {
            counters.add(CounterId.CAP_REACHED);
            return Refusal.of(
                    Reason.REASON_FULL, "more than " + Limits.LOOKUPS_WAITING + " lookups of this edge are waiting");
        }
        boolean starting = nowNs - startNs < Timing.LOOKUP_ABSENT_NS;
        long waitNs = member != null || starting ? Timing.LOOKUP_ABSENT_NS : Timing.LOOKUP_UNKNOWN_NS;
        Map<Member, Long> askers = asker.community.lookups.computeIfAbsent(target, _ -> new HashMap<>());
        if (askers.putIfAbsent(asker, nowNs + waitNs) == null) {
            asker.lookups++;
            waiting.add(asker.community);
        }
        return null;
    }

    /** Whoever waits for a member that has just registered meets it now. */
    void onRegistered(Member member, List<IpAddress> addresses, long nowNs) {
        meet(member, new Target.Key(member.key), nowNs);
        for (IpAddress address : addresses) {
            meet(member, new Target.Address(address), nowNs);
        }
    }

    private void meet(Member member, Target target, long nowNs) {
        Map<Member, Long> askers = member.community.lookups.remove(target);
        if (askers != null) {
            for (Member asker : askers.keySet()) {
                asker.lookups--;
                if (!asker.equals(member) && asker.isPresent()) {
                    introduce(asker, member, target, nowNs);
                }
            }
        }
    }

    /** Answers a lookup that has waited. */
    private void introduce(Member asker, Member member, Target target, long nowNs) {
        if (relations.introduce(asker, member, nowNs) != null) {
            answerUnknown(asker, target, true); // its next lookup is refused, with the reason
        }
    }

    private void answerUnknown(Member asker, Target target, boolean absent) {
        counters.add(CounterId.LOOKUPS_UNANSWERED);
        messenger.push(asker, Control.newBuilder().setUnknown(target.unknown().setAbsent(absent)));
    }

    /** A member is gone: nobody waits for its answers. */
    void onGone(Member member) {
        if (member.lookups > 0) {
            member.community.lookups.values().forEach(askers -> askers.remove(member));
            member.community.lookups.values().removeIf(Map::isEmpty);
            member.lookups = 0;
        }
    }

    /** Answers those that have waited long enough, and those whose turn it is. */
    void onTick(long nowNs) {
        for (Community community : List.copyOf(waiting)) {
            for (var entry : List.copyOf(community.lookups.entrySet())) {
                answer(community, entry.getKey(), entry.getValue(), nowNs);
            }
            if (community.lookups.isEmpty()) {
                waiting.remove(community);
            }
        }
    }

    private void answer(Community community, Target target, Map<Member, Long> askers, long nowNs) {
        Member member = community.find(target);
        boolean present = member != null && member.isPresent();
        for (var asked : new ArrayList<>(askers.entrySet())) {
            Member asker = asked.getKey();
            boolean due = nowNs - asked.getValue() >= 0;
            if (due || (present && asker.lookupRate.allows(nowNs))) {
                askers.remove(asker);
                asker.lookups--;
                if (member != null && present) {
                    introduce(asker, member, target, nowNs);
                } else {
                    answerUnknown(asker, target, member != null);
                }
            }
        }
        if (askers.isEmpty()) {
            community.lookups.remove(target);
        }
    }
}
