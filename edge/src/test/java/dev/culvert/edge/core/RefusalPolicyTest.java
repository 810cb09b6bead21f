package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.testkit.LinkBench;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Registered at one supernode for 7 s, as {@link LinkBench} says; refused by another. */
class RefusalPolicyTest {
    private static final Optional<IpPrefix> ADDRESS = Optional.of(IpPrefix.parse("10.0.0.7/24"));

    private final LinkBench refusing = new LinkBench();
    private final LinkBench other = new LinkBench();
    private final FakeCommunity community = new FakeCommunity();
    private Membership own = community.membership(ADDRESS, false);

    private Consequence refuse(Refused.Builder refused) {
        return new RefusalPolicy(own, key(5), List.of(refusing.link, other.link), community)
                .onRefused(refusing.link, refused.setWords("words").build(), other.nowNs);
    }

    private static PublicKey key(int value) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) value;
        return PublicKey.of(bytes);
    }

    private static Refused.Builder held(int seconds, int holder) {
        return Refused.newBuilder()
                .setReason(Reason.REASON_ADDRESS_HELD)
                .setHolder(ByteString.copyFrom(key(holder).bytes()))
                .setHeldForSeconds(seconds);
    }

    @Test
    void newcomerThatIsRefusedEnds() {
        assertThat(refuse(held(100, 9))).isInstanceOf(Consequence.Seldom.class);
        assertThat(community.rejected).singleElement().asString().contains("10.0.0.7/24", "-a");
        assertThat(own.concededTo()).isNull();
    }

    @Test
    void runningEdgeTriesOn() {
        own.onRegistered();
        assertThat(refuse(held(100, 9))).isEqualTo(new Consequence.Seldom("address-taken: words"));
        assertThat(community.rejected).isEmpty();
    }

    @Test
    void youngerClaimIsConceded_olderStays() {
        other.toRegistered();
        own.onRegistered();
        refuse(held(5, 9));
        assertThat(own.concededTo()).isNull();
        refuse(held(9, 9));
        assertThat(own.concededTo()).isSameAs(refusing.link);
    }

    @Test
    void equallyOldClaimIsTheLowerKeys() {
        other.toRegistered();
        own.onRegistered();
        refuse(held(8, 9));
        assertThat(own.concededTo()).isNull();
        refuse(held(6, 1));
        assertThat(own.concededTo()).isSameAs(refusing.link);
    }

    @Test
    void automaticAddressGoesToTheNextSlot_notInALoop() {
        own = community.membership(ADDRESS, true);
        var policy = new RefusalPolicy(own, key(5), List.of(refusing.link, other.link), community);
        assertThat(policy.onRefused(refusing.link, held(9, 9).build(), 1)).isInstanceOf(Consequence.Again.class);
        assertThat(own.address()).isEmpty();
        assertThat(own.concededTo()).isSameAs(refusing.link);
        assertThat(policy.onRefused(refusing.link, held(9, 9).build(), 999_999_999))
                .isInstanceOf(Consequence.Later.class);
    }

    @Test
    void automaticAddressThatWasHeldLongerStays() {
        own = community.membership(ADDRESS, true);
        other.toRegistered();
        assertThat(refuse(held(1, 9))).isInstanceOf(Consequence.Seldom.class);
        assertThat(own.address()).isEqualTo(ADDRESS);
    }

    @Test
    void replacedEdgeEnds() {
        refuse(Refused.newBuilder().setReason(Reason.REASON_REPLACED));
        assertThat(community.replaced).singleElement().asString().contains("--state-dir");
    }

    @Test
    void staleRecordIsSignedAbove_unlessTheNumberIsALie() {
        assertThat(refuse(Refused.newBuilder().setReason(Reason.REASON_STALE).setSequenceHeld(50)))
                .isInstanceOf(Consequence.Again.class);
        assertThat(refuse(Refused.newBuilder().setReason(Reason.REASON_STALE).setSequenceHeld(1L << 60)))
                .isInstanceOf(Consequence.Later.class);
    }

    @Test
    void otherPrefixEndsANewcomer_andMovesAnAutomaticOne() {
        refuse(Refused.newBuilder().setReason(Reason.REASON_OTHER_PREFIX));
        assertThat(community.rejected).hasSize(1);
        own = community.membership(ADDRESS, true);
        assertThat(refuse(Refused.newBuilder().setReason(Reason.REASON_OTHER_PREFIX)))
                .isInstanceOf(Consequence.Again.class);
    }

    @Test
    void whateverElseIsTriedLater() {
        for (Reason reason :
                List.of(Reason.REASON_FULL, Reason.REASON_COMMUNITY_NOT_ALLOWED, Reason.REASON_NO_ADDRESS)) {
            assertThat(refuse(Refused.newBuilder().setReason(reason))).isEqualTo(new Consequence.Later("words"));
        }
        assertThat(community.rejected).isEmpty();
    }
}
