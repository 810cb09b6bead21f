package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.testkit.SimulatedEdge;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who becomes a member, and who is told why not. */
class RegistrationTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive("mynet", "culvert-test-secret");

    private final SimulatedSupernode supernode = new SimulatedSupernode();
    private final SimulatedEdge one = new SimulatedEdge(supernode, 1, COMMUNITY);
    private final SimulatedEdge two = new SimulatedEdge(supernode, 2, COMMUNITY);

    @Test
    void edge_isGrantedWhatItAsksFor_andToldHowItIsSeen() {
        Registered registered = granted(one.join());
        assertThat(ControlMessages.prefix(registered.getAddress())).contains(one.prefix());
        assertThat(ControlMessages.endpoint(registered.getObserved())).contains(one.endpoint());
        assertThat(registered.getRelayToken()).isNotZero();
        assertThat(registered.getOthers()).isZero();
        assertThat(registered.getRelays()).isTrue();
        assertThat(registered.getStunList()).hasSize(1);
        assertThat(granted(two.join()).getOthers()).isEqualTo(1);
        assertThat(supernode.edges()).hasSize(2).allMatch(edge -> edge.present());
    }

    @Test
    void supernodesOwnAddress_isNamedToWhoCanReachIt() {
        supernode.moveBehindNat(IpAddress.parse("10.1.2.3"));
        assertThat(granted(one.join()).getStunList()).as("from outside").isEmpty();
        two.moveTo(new Endpoint(IpAddress.parse("10.1.2.9"), 7_777));
        assertThat(granted(two.join()).getStunList()).as("from its own network").hasSize(1);
    }

    @Test
    void otherSecret_isAnotherCommunity() {
        SimulatedEdge stranger = new SimulatedEdge(supernode, 2, CommunityKeys.derive("mynet", "another secret"));
        one.join();
        assertThat(granted(stranger.join()).getOthers()).isZero();
        stranger.lookup(one.address());
        supernode.pass(Duration.ofSeconds(11));
        assertThat(stranger.takePushes()).allMatch(Control::hasUnknown).hasSize(1);
        assertThat(one.takePushes()).isEmpty();
    }

    @Test
    void renewal_keepsTheToken_andChangesNothing() {
        one.connect();
        SignedRecord record = one.sign(false, one.prefix());
        long token = granted(one.register(record)).getRelayToken();
        supernode.pass(Duration.ofSeconds(30));
        Registered renewed = granted(one.register(record));
        assertThat(renewed.getRelayToken()).isEqualTo(token);
        assertThat(renewed.getHeldForSeconds()).isEqualTo(30);
    }

    @Test
    void olderRecord_isStale_andSaysWhichIsHeld() {
        one.connect();
        SignedRecord first = one.sign(false, one.prefix());
        SignedRecord second = one.sign(false, one.prefix());
        granted(one.register(second));
        assertThat(refused(one.register(first), Reason.REASON_STALE).getSequenceHeld())
                .isEqualTo(2);
    }

    @Test
    void forgedRecord_isRefused() {
        one.connect();
        byte[] record = one.sign(false, one.prefix()).bytes();
        for (int at : new int[] {0, 1, 40, 70, 140, record.length - 1}) {
            byte[] forged = record.clone();
            forged[at] ^= 1;
            refused(one.register(forged), Reason.REASON_INVALID_RECORD);
        }
        refused(one.register(new byte[0]), Reason.REASON_INVALID_RECORD);
        granted(one.register(record));
    }

    @Test
    void victimsRecord_isRefused_whoeverSendsIt() {
        granted(one.join());
        byte[] victims = one.sign(false, one.prefix()).bytes();
        two.connect();
        refused(two.register(victims), Reason.REASON_INVALID_RECORD);
        assertThat(refused(two.register(two.sign(false, one.prefix())), Reason.REASON_ADDRESS_HELD)
                        .getHolder())
                .isEqualTo(ControlMessages.bytes(one.key()));
    }

    @Test
    void recordOfAnotherCommunitysSecret_isRefused() {
        SimulatedEdge stranger = new SimulatedEdge(supernode, 9, 1, CommunityKeys.derive("other", "x"));
        one.connect();
        refused(one.register(stranger.sign(false, one.prefix())), Reason.REASON_INVALID_RECORD);
    }

    @Test
    void addressOfASilentEdge_isHadAfterAMinute() {
        one.join();
        two.connect();
        supernode.pass(Duration.ofSeconds(58));
        two.connect();
        assertThat(refused(two.register(two.sign(false, one.prefix())), Reason.REASON_ADDRESS_HELD)
                        .getSeconds())
                .isPositive();
        supernode.pass(Duration.ofSeconds(3));
        granted(two.register(two.sign(false, one.prefix())));
        refused(one.register(), Reason.REASON_ADDRESS_HELD);
    }

    @Test
    void addressThatItsOwnerLeft_staysItsOwnForAMinute() {
        one.join();
        one.unregister();
        two.connect();
        refused(two.register(two.sign(false, one.prefix())), Reason.REASON_ADDRESS_HELD);
    }

    @Test
    void newerOfTwoTwins_wins_once() {
        SimulatedEdge twin = new SimulatedEdge(supernode, 3, 1, COMMUNITY);
        one.connect();
        SignedRecord ones = one.sign(false, one.prefix());
        granted(one.register(ones));
        twin.connect();
        twin.sign(false, one.prefix()); // its sequence is one further
        granted(twin.register(twin.sign(false, one.prefix())));
        one.connect();
        refused(one.register(ones), Reason.REASON_REPLACED);
        refused(one.register(), Reason.REASON_REPLACED);
        assertThat(supernode.edges())
                .as("the refused twin's handshake diverts nothing from the newer one")
                .singleElement()
                .satisfies(edge -> assertThat(edge.endpoint()).contains(twin.endpoint()));
        twin.connect();
        granted(twin.register(twin.sign(false, one.prefix())));
        assertThat(supernode.edges()).hasSize(1);
    }

    @Test
    void otherPrefix_isRefused_andNamed() {
        one.join();
        two.connect();
        var refusal = refused(two.register(two.sign(false, IpPrefix.parse("10.0.0.2/16"))), Reason.REASON_OTHER_PREFIX);
        assertThat(ControlMessages.prefix(refusal.getPrefix())).contains(IpPrefix.parse("10.0.0.0/24"));
    }

    @Test
    void prefixOfTheOtherFamily_isRefused_andTakesNobodysAddress() {
        one.join();
        two.connect();
        refused(two.register(two.sign(false, IpPrefix.parse("fd00::2/64"))), Reason.REASON_OTHER_PREFIX);
        refused(two.register(two.sign(false, one.prefix())), Reason.REASON_ADDRESS_HELD);
    }

    @Test
    void onlyMember_mayCorrectThePrefix() {
        one.join();
        granted(one.register(one.sign(false, IpPrefix.parse("10.0.0.1/16"))));
        two.connect();
        refused(two.register(), Reason.REASON_OTHER_PREFIX);
    }

    @Test
    void addressThatNoHostCanHave_isRefused() {
        one.connect();
        refused(one.register(one.sign(false, IpPrefix.parse("10.0.0.0/24"))), Reason.REASON_BAD_REQUEST);
        refused(one.register(one.sign(false, IpPrefix.parse("10.0.0.255/24"))), Reason.REASON_BAD_REQUEST);
    }

    @Test
    void communityThatIsNotAllowed_isRefused() {
        SimulatedSupernode strict = new SimulatedSupernode(SimulatedSupernode.config(
                SupernodeLimits.DEFAULT, true, Set.of("00000000000000000000000000000000"), List.of()));
        refused(new SimulatedEdge(strict, 1, COMMUNITY).join(), Reason.REASON_COMMUNITY_NOT_ALLOWED);
        SimulatedSupernode mine = new SimulatedSupernode(SimulatedSupernode.config(
                SupernodeLimits.DEFAULT, true, Set.of(COMMUNITY.id().toString()), List.of()));
        granted(new SimulatedEdge(mine, 1, COMMUNITY).join());
    }

    @Test
    void automaticAddress_isOffered_andKept() {
        one.connect();
        Control offered = one.register(one.sign(true));
        assertThat(offered.hasOffered()).isTrue();
        IpPrefix slot =
                ControlMessages.prefix(offered.getOffered().getAddress()).orElseThrow();
        assertThat(IpPrefix.parse("10.0.0.0/24").contains(slot.address())).isTrue();
        assertThat(supernode.edges()).as("an offer reserves nothing").isEmpty();
        granted(one.register(one.sign(true, slot)));

        two.connect();
        supernode.pass(Duration.ofDays(6));
        two.connect();
        refused(two.register(two.sign(false, slot)), Reason.REASON_ADDRESS_HELD);
        supernode.pass(Duration.ofDays(2));
        two.connect();
        granted(two.register(two.sign(false, slot)));
    }

    @Test
    void takenSlots_areNotOffered_untilNoneIsFree() {
        for (int i = 1; i <= 30; i++) {
            SimulatedEdge edge = new SimulatedEdge(supernode, i, COMMUNITY);
            edge.connect();
            granted(edge.register(edge.sign(false, IpPrefix.parse("10.0.0." + i + "/27"))));
        }
        SimulatedEdge late = new SimulatedEdge(supernode, 40, COMMUNITY);
        late.connect();
        refused(late.register(late.sign(true)), Reason.REASON_NO_ADDRESS);
    }

    @Test
    void recordWithoutAddress_thatAsksForNone_isRefused() {
        one.connect();
        refused(one.register(one.sign(false)), Reason.REASON_BAD_REQUEST);
    }

    @Test
    void whoHasNotRegistered_isToldSo() {
        one.connect();
        refused(one.lookup(two.address()), Reason.REASON_NOT_REGISTERED);
        refused(one.bind(), Reason.REASON_NOT_REGISTERED);
    }

    @Test
    void whatASupernodeSays_isNotAskedOfIt() {
        one.join();
        refused(
                one.ask(Control.newBuilder().setOffered(dev.culvert.common.control.pb.Offered.getDefaultInstance())),
                Reason.REASON_BAD_REQUEST);
    }

    @Test
    void oneKeyFromAThousandPorts_isOneMember() {
        one.connect();
        for (int port = 10_000; port < 11_000; port++) {
            one.moveTo(new Endpoint(IpAddress.parse("192.0.2.77"), port));
            granted(one.register());
        }
        assertThat(supernode.edges()).singleElement().satisfies(edge -> {
            assertThat(edge.endpoint()).contains(new Endpoint(IpAddress.parse("192.0.2.77"), 10_999));
        });
        SimulatedEdge neighbour = new SimulatedEdge(supernode, 2, COMMUNITY);
        neighbour.moveTo(new Endpoint(IpAddress.parse("192.0.2.77"), 9));
        granted(neighbour.join());
    }

    @Test
    void caps_areNamed() {
        SimulatedSupernode small =
                new SimulatedSupernode(SimulatedSupernode.config(new SupernodeLimits(2, 4, 2, 2, 10, 0, 0)));
        granted(new SimulatedEdge(small, 1, COMMUNITY).join());
        granted(new SimulatedEdge(small, 2, COMMUNITY).join());
        assertThat(words(new SimulatedEdge(small, 3, COMMUNITY).join())).contains("community");
        CommunityKeys second = CommunityKeys.derive("b", "b");
        SimulatedEdge neighbour = new SimulatedEdge(small, 4, second);
        neighbour.moveTo(new Endpoint(IpAddress.parse("192.0.2.2"), 1));
        SimulatedEdge same = new SimulatedEdge(small, 5, second);
        same.moveTo(new Endpoint(IpAddress.parse("192.0.2.2"), 2));
        granted(neighbour.join());
        assertThat(words(same.join())).contains("your address");
        assertThat(words(new SimulatedEdge(small, 6, CommunityKeys.derive("c", "c")).join()))
                .contains("communities");
        granted(new SimulatedEdge(small, 7, second).join());
        assertThat(words(new SimulatedEdge(small, 8, second).join())).contains("4");
    }

    @Test
    void keyThatGoesToAnotherCommunity_leavesTheFirst() {
        SimulatedEdge moved = new SimulatedEdge(supernode, 9, 1, CommunityKeys.derive("b", "b"));
        one.join();
        two.join();
        two.lookup(one.address());
        two.takePushes();
        moved.connect();
        moved.sign(false, one.prefix()); // its sequence is one further
        granted(moved.register());
        assertThat(two.takePushes().getLast()).matches(Control::hasPeerGone);
        assertThat(supernode.edges()).hasSize(2);
    }

    @Test
    void edgeOnTheSupernodesHost_isSeenAtThePublicAddress() {
        IpAddress outside = IpAddress.parse("198.51.100.9");
        SimulatedSupernode behind = new SimulatedSupernode(
                SimulatedSupernode.config(SupernodeLimits.DEFAULT, true, Set.of(), List.of(outside)));
        SimulatedEdge own = new SimulatedEdge(behind, 1, COMMUNITY);
        own.moveTo(new Endpoint(IpAddress.parse("127.0.0.1"), 5_000));
        assertThat(ControlMessages.endpoint(granted(own.join()).getObserved())).contains(new Endpoint(outside, 5_000));
    }

    private static Registered granted(Control answer) {
        assertThat(answer.hasRegistered()).as(answer.toString()).isTrue();
        return answer.getRegistered();
    }

    private static dev.culvert.common.control.pb.Refused refused(Control answer, Reason reason) {
        assertThat(answer.getRefused().getReason()).as(answer.toString()).isEqualTo(reason);
        assertThat(answer.getRefused().getWords()).isNotEmpty();
        return answer.getRefused();
    }

    private static String words(Control answer) {
        return refused(answer, Reason.REASON_FULL).getWords();
    }
}
