package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.AeadKey;
import dev.culvert.common.time.Timing;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private final IndexTable<String> indices = new IndexTable<>(new Random(1));
    private final Keyring<String> keyring = new Keyring<>(indices);
    private final Session<String> session = new TwoEnds().toRight;
    private int made;

    @Test
    void initiatedKeys_areCurrentAtOnce() {
        Keypair<String> keypair = initiated(0);
        assertThat(keyring.current()).isSameAs(keypair);
        assertThat(keypair.isConfirmed()).isTrue();
        assertUsable(keypair);
    }

    @Test
    void respondedKeys_areCurrentOnceConfirmed_butReadableBefore() {
        Keypair<String> first = initiated(0);
        Keypair<String> next = responded(1);
        assertThat(keyring.current()).isSameAs(first);
        assertThat(next.isConfirmed()).isFalse();
        assertUsable(next);

        assertThat(keyring.confirmed(next)).isTrue();
        assertThat(keyring.current()).isSameAs(next);
        assertThat(next.isConfirmed()).isTrue();
        assertUsable(first);
        assertThat(keyring.confirmed(next)).as("a second time").isFalse();
    }

    @Test
    void confirmed_ofKeysThatAreNotNext_changesNothing() {
        Keypair<String> current = initiated(0);
        assertThat(keyring.confirmed(current)).isFalse();
        Keypair<String> replaced = responded(1);
        Keypair<String> next = responded(2);
        assertThat(keyring.confirmed(replaced)).isFalse();
        assertThat(keyring.current()).isSameAs(current);
        assertWiped(replaced);
        assertUsable(next);
    }

    @Test
    void crossedStart_keepsBothKeysReadable() {
        Keypair<String> theirs = responded(0);
        Keypair<String> ours = initiated(0);
        assertThat(keyring.current()).isSameAs(ours);
        assertUsable(theirs);
        assertThat(theirs.isConfirmed()).as("no event for its first packet").isTrue();
        assertThat(keyring.confirmed(theirs)).isFalse();
        assertThat(keyring.isCrossed()).isTrue();
        keyring.expire(after(0));
        assertWiped(theirs);
        assertWiped(ours);
    }

    @Test
    void onlyTheLatestKeys_sayWhetherTheStartWasCrossed() {
        assertThat(keyring.isCrossed()).isFalse();
        initiated(0);
        assertThat(keyring.isCrossed()).isFalse();
        responded(1);
        initiated(1);
        assertThat(keyring.isCrossed()).isTrue();
        initiated(2);
        assertThat(keyring.isCrossed()).isFalse();
        responded(3);
        initiated(3);
        assertThat(keyring.confirmed(responded(4))).isTrue();
        assertThat(keyring.isCrossed()).isFalse();
    }

    @Test
    void expiredKeys_takeNoPlaceOfThoseThatAreKept() {
        initiated(0);
        initiated(10);
        keyring.expire(after(0));
        Keypair<String> oldest = initiated(100);
        initiated(101);
        initiated(102);
        initiated(103);
        assertUsable(oldest);
    }

    /** Each end goes on under the keys that it initiated, until the other's answer to the next has arrived. */
    @Test
    void crossedRenewalOfACrossedStart_keepsAllFourReadable() {
        Keypair<String> theirFirst = responded(0);
        Keypair<String> ourFirst = initiated(0);
        Keypair<String> theirSecond = responded(120);
        Keypair<String> ourSecond = initiated(120);
        assertThat(keyring.current()).isSameAs(ourSecond);
        assertUsable(theirSecond);
        assertUsable(ourFirst);
        assertUsable(theirFirst);
    }

    @Test
    void replacedKeys_areWipedBeyondThree() {
        Keypair<String> oldest = initiated(0);
        Keypair<String> second = initiated(1);
        initiated(2);
        initiated(3);
        assertUsable(oldest);
        initiated(4);
        assertWiped(oldest);
        assertUsable(second);
        assertThat(indices.size()).isEqualTo(4);
    }

    @Test
    void expire_wipesEveryKeyOfThatAge_whateverItsRole() {
        Keypair<String> retired = initiated(0);
        Keypair<String> current = initiated(10);
        Keypair<String> next = responded(20);
        assertThat(keyring.expire(after(0) - 1)).isFalse();
        assertUsable(retired);

        assertThat(keyring.expire(after(0))).isFalse();
        assertWiped(retired);
        assertUsable(current);

        assertThat(keyring.expire(after(10))).as("current went").isTrue();
        assertWiped(current);
        assertThat(keyring.current()).isNull();
        assertUsable(next);

        assertThat(keyring.expire(after(20))).isFalse();
        assertWiped(next);
        assertThat(keyring.confirmed(next)).isFalse();
        assertThat(indices.size()).isZero();
    }

    @Test
    void clear_wipesAll() {
        Keypair<String> retired = initiated(0);
        Keypair<String> current = initiated(1);
        Keypair<String> next = responded(2);
        keyring.clear();
        assertThat(keyring.current()).isNull();
        assertWiped(retired);
        assertWiped(current);
        assertWiped(next);
        assertThat(indices.size()).isZero();
    }

    private Keypair<String> initiated(long createdSeconds) {
        Keypair<String> keypair = newKeypair(true, createdSeconds);
        keyring.initiated(keypair);
        return keypair;
    }

    private Keypair<String> responded(long createdSeconds) {
        Keypair<String> keypair = newKeypair(false, createdSeconds);
        keyring.responded(keypair);
        return keypair;
    }

    private Keypair<String> newKeypair(boolean initiator, long createdSeconds) {
        made++;
        return new Keypair<>(
                session,
                made,
                -made,
                new AeadKey(new byte[32]),
                new AeadKey(new byte[32]),
                initiator,
                createdSeconds * 1_000_000_000);
    }

    /** When keys made then may no longer be used. */
    private static long after(long createdSeconds) {
        return createdSeconds * 1_000_000_000 + Timing.REJECT_AFTER_NS;
    }

    private void assertUsable(Keypair<String> keypair) {
        assertThat(indices.find(keypair.localIndex())).isSameAs(keypair);
        assertThat(keypair.sendKey().isDestroyed()).isFalse();
        assertThat(keypair.receiveKey().isDestroyed()).isFalse();
    }

    private void assertWiped(Keypair<String> keypair) {
        assertThat(indices.find(keypair.localIndex())).isNull();
        assertThat(keypair.sendKey().isDestroyed()).isTrue();
        assertThat(keypair.receiveKey().isDestroyed()).isTrue();
    }
}
