package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.relay.Observation;
import dev.culvert.supernode.relay.RelayTable;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one community may take of a supernode that others use too. */
class RelationsTest {
    private static final int SHARE = 1_024;

    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final Random random = new Random(7);
    private final SupernodeConfig config =
            SimulatedSupernode.config(new SupernodeLimits(10, 1_000, 1_000, 1_000, 2_000, 0, 0));
    private final RelayTable table = new RelayTable(config.limits().relays(), random);
    private final Relations relations = new Relations(
            config, table, new Observation(List.of()), new Messenger(Limits.CONTROL_QUEUES, counters), counters);

    @Test
    void aCommunityGetsItsShareOfRelaysAndPairs_andLeavesTheRest() {
        List<Member> greedy = members(65);
        int refused = introduceAll(greedy);

        Community community = greedy.getFirst().community;
        assertThat(community.relays).isEqualTo(SHARE);
        assertThat(community.relations).isEqualTo(2 * SHARE);
        assertThat(refused).isEqualTo(65 * 64 / 2 - 2 * SHARE);
        assertThat(counters.value(CounterId.RELAY_SHARE_REACHED)).isEqualTo(SHARE);
        assertThat(counters.value(CounterId.INTRODUCTIONS_REFUSED)).isEqualTo(refused);
        assertThat(counters.value(CounterId.RELAYS_EXHAUSTED)).isZero();

        List<Member> modest = members(2);
        assertThat(introduceAll(modest)).isZero();
        assertThat(modest.getFirst().community.relays).isEqualTo(1);
    }

    @Test
    void whatEnds_makesRoom() {
        List<Member> members = members(65);
        introduceAll(members);
        Community community = members.getFirst().community;
        members.forEach(member -> relations.onGone(member, true));

        assertThat(community.relations).isZero();
        assertThat(community.relays).isZero();
        assertThat(relations.introduce(members.getFirst(), members.getLast(), 0))
                .isNull();
        assertThat(community.relays).isEqualTo(1);
    }

    @Test
    void byDefault_allPairsOfAFullCommunityFit_butTwoCommunitiesCannotTakeAll() {
        SupernodeLimits limits = SupernodeLimits.DEFAULT;
        int edges = limits.edgesPerCommunity();
        assertThat(limits.relaysPerCommunity()).isBetween(edges * (edges - 1) / 2, limits.relays() / 2 - 1);
        assertThat(limits.relations()).isGreaterThan(limits.relays());
    }

    /** How many pairs were refused. */
    private int introduceAll(List<Member> members) {
        int refused = 0;
        for (Member first : members) {
            for (Member second : members.subList(members.indexOf(first) + 1, members.size())) {
                refused += relations.introduce(first, second, 0) == null ? 0 : 1;
            }
        }
        return refused;
    }

    /** Members of a community of their own, which nothing can be said to. */
    private List<Member> members(int count) {
        Community community = new Community(VerifyKey.of(bytes()), null);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member(PublicKey.of(bytes()), VerifyKey.of(bytes()), community));
        }
        return members;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }
}
