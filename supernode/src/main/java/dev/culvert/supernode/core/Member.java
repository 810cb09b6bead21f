package dev.culvert.supernode.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.supernode.relay.Binding;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An edge that has registered, now or before: absent ones are remembered for their claims and sequence. */
final class Member {
    final PublicKey key;
    final VerifyKey identityKey;
    final Community community;
    /** Where it is, for the worker too. */
    final Binding binding = new Binding();
    /** Those that it was introduced to, by the other end. */
    final Map<Member, Relation> relations = new LinkedHashMap<>();
    /** Boot ids that later starts have replaced, oldest first. */
    final Deque<Long> replacedBootIds = new ArrayDeque<>();

    long sequence;
    long bootId;
    /** Its record; null if it has not registered since the supernode's start. */
    @Nullable
    SignedRecord signed;

    String name = "";
    /** Whether its addresses were offered to it. */
    boolean automatic;
    /** Its session; null while it is absent. */
    @Nullable
    Remote remote;

    long registeredNs;
    /** When anything authentic came from it; never before the supernode's start where its claims are explicit. */
    long heardNs;
    /** How many of its lookups wait. */
    int lookups;
    /** For those of its lookups that introduce it. */
    final RateLimit lookupRate = new RateLimit(Limits.LOOKUPS_PER_SECOND, Limits.LOOKUPS_AT_ONCE);

    Member(PublicKey key, VerifyKey identityKey, Community community) {
        this.key = key;
        this.identityKey = identityKey;
        this.community = community;
    }

    boolean isPresent() {
        return remote != null;
    }

    /** Where it is, or null while it is absent. */
    @Nullable
    Path path() {
        Binding.Bound bound = binding.bound();
        return bound == null ? null : bound.path();
    }

    /** A later start has taken the place of the present one. */
    void replaceBootId(long next) {
        replacedBootIds.remove(bootId);
        replacedBootIds.add(bootId);
        if (replacedBootIds.size() > Limits.REPLACED_BOOT_IDS) {
            replacedBootIds.remove();
        }
        bootId = next;
    }

    /** Takes KEEPs into account, which the worker answers. */
    void hearKeeps() {
        long keptNs = binding.keptNs();
        if (keptNs != Activity.NEVER && keptNs - heardNs > 0) {
            heardNs = keptNs;
        }
    }
}
