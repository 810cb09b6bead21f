package dev.culvert.common.record;

import static dev.culvert.common.record.Members.CLAIMS;
import static dev.culvert.common.record.Members.COMMUNITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.culvert.common.control.pb.Prefix;
import dev.culvert.common.control.pb.RecordBody;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ip.IpPrefix;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedRecordTest {
    private static final IdentitySeed ALICE = Members.seed(1);
    private static final IdentitySeed MALLORY = Members.seed(2);
    private static final byte[] GENUINE =
            Members.signer(ALICE, new Sequences(0)).sign(CLAIMS).bytes();

    @Test
    void saysWhatWasSigned() {
        Claims claims = new Claims(
                List.of(IpPrefix.parse("10.0.0.1/24"), IpPrefix.parse("fd00::1/64")),
                "höst",
                List.of(0x80),
                List.of(7),
                true,
                List.of(IpPrefix.parse("192.168.0.0/16")),
                List.of("servers"));
        RecordSigner signer = Members.signer(ALICE, new Sequences(41));

        EdgeRecord record = verified(signer.sign(claims).bytes()).orElseThrow();

        assertThat(record)
                .isEqualTo(new EdgeRecord(
                        ALICE.sessionKey().publicKey(), ALICE.signingKey().publicKey(), claims, signer.bootId(), 42));
    }

    @Test
    void everyBitCounts() {
        assertThat(verified(GENUINE)).isPresent();
        for (int at = 0; at < GENUINE.length; at++) {
            byte[] forged = GENUINE.clone();
            forged[at] ^= 0x10;
            assertThat(verified(forged)).as("byte %d", at).isEmpty();
        }
    }

    @Test
    void everyTruncationAndAdditionIsRefused() {
        for (int length = 0; length < GENUINE.length; length++) {
            assertThat(verified(Arrays.copyOf(GENUINE, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        assertThat(verified(Arrays.copyOf(GENUINE, GENUINE.length + 1))).isEmpty();
        assertThat(verified(Arrays.copyOf(GENUINE, SignedRecord.MAX_BYTES + 1))).isEmpty();
    }

    @Test
    void anothersCertificateMakesNobodyAMember() {
        SignedRecord stolen = SignedRecord.sign(
                MALLORY.signingKey(), MALLORY.sessionKey().publicKey(), Members.certificate(ALICE), body(1));

        assertThat(stolen.verify(COMMUNITY.publicKey())).isEmpty();
    }

    @Test
    void anotherKeysSignatureUnderAGenuineCertificateIsRefused() {
        byte[] forged = SignedRecord.sign(
                        MALLORY.signingKey(), ALICE.sessionKey().publicKey(), Members.certificate(ALICE), body(9))
                .bytes();
        System.arraycopy(ALICE.signingKey().publicKey().bytes(), 0, forged, 33, 32);

        assertThat(verified(forged)).isEmpty();
    }

    @Test
    void anotherCommunitysMemberIsRefused() {
        CommunityKeys other = CommunityKeys.derive("other", "cvs1-aaaqeayeaudaocajbifqydiob7emebla");

        assertThat(SignedRecord.parse(GENUINE).orElseThrow().verify(other.publicKey()))
                .isEmpty();
    }

    @Test
    void theBodyIsReadOnlyAfterItsSignature() {
        byte[] forged = GENUINE.clone();
        forged[GENUINE.length - 1] ^= 1;

        assertThat(SignedRecord.parse(forged).orElseThrow().verify(COMMUNITY.publicKey(), (session, identity, body) -> {
                    throw new AssertionError("read before it was verified");
                }))
                .isEmpty();
    }

    @Test
    void sequencesFrom2To63On_andNone_areInvalid() {
        assertThat(verified(Members.signed(ALICE, body(Long.MAX_VALUE)).bytes()).map(EdgeRecord::sequence))
                .contains(Long.MAX_VALUE);
        assertThat(verified(Members.signed(ALICE, body(1L << 63)).bytes())).isEmpty();
        assertThat(verified(Members.signed(ALICE, body(-1)).bytes())).isEmpty();
        assertThat(verified(Members.signed(ALICE, body(0)).bytes())).isEmpty();
    }

    @Test
    void membersToo_areHeldToTheBounds() {
        RecordBody good = RecordBody.newBuilder().setSequence(1).build();
        Prefix address = prefix(new byte[] {10, 0, 0, 1}, 24);

        assertThat(genuine(good)).isPresent();
        assertThat(genuine(good.toBuilder().setName("a\u001b[2J").build())).isEmpty();
        assertThat(genuine(good.toBuilder().setName("a\u202eb").build())).isEmpty();
        assertThat(genuine(good.toBuilder().setName("x".repeat(63)).build())).isPresent();
        assertThat(genuine(good.toBuilder().setName("ü".repeat(32)).build())).isEmpty();
        assertThat(genuine(good.toBuilder()
                        .addAllAddresses(Collections.nCopies(8, address))
                        .build()))
                .isPresent();
        assertThat(genuine(good.toBuilder()
                        .addAllAddresses(Collections.nCopies(9, address))
                        .build()))
                .isEmpty();
        for (Prefix bad : List.of(
                prefix(new byte[] {10, 0, 0, 1}, 33),
                prefix(new byte[] {10, 0, 0, 1}, -1),
                prefix(new byte[] {10, 0, 0}, 8),
                prefix(new byte[] {(byte) 224, 0, 0, 1}, 24),
                prefix(new byte[4], 24),
                prefix(new byte[16], 64))) {
            assertThat(genuine(good.toBuilder().addAddresses(bad).build()))
                    .as("%s", bad)
                    .isEmpty();
        }
        assertThat(genuine(good.toBuilder().addSuites(256).build())).isEmpty();
        assertThat(genuine(good.toBuilder().addGroups("").build())).isEmpty();
    }

    @Test
    void aGenuineBodyThatIsNoMessageIsNothing() {
        assertThat(Members.signed(ALICE, new byte[] {(byte) 0xFF}).verify(COMMUNITY.publicKey()))
                .isEmpty();
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();

        assertThat(genuine(RecordBody.newBuilder()
                        .setSequence(5)
                        .setUnknownFields(later)
                        .build()))
                .map(EdgeRecord::sequence)
                .contains(5L);
    }

    @Test
    void aRecordThatWouldBeTooLargeIsNotSigned() {
        Claims large = new Claims(
                List.of(), "", List.of(), List.of(), false, List.of(), Collections.nCopies(16, "g".repeat(63)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Members.signer(ALICE, new Sequences(0)).sign(large))
                .withMessageContaining("more than 900");
    }

    @Test
    void aHigherSequenceOfTheSameKeysReplaces_andAnotherBootIdStartsOver() {
        EdgeRecord first = verified(GENUINE).orElseThrow();
        EdgeRecord later = new EdgeRecord(first.sessionKey(), first.identityKey(), CLAIMS, first.bootId(), 2);
        EdgeRecord restarted = new EdgeRecord(first.sessionKey(), first.identityKey(), CLAIMS, first.bootId() + 1, 3);
        EdgeRecord usurper =
                new EdgeRecord(first.sessionKey(), MALLORY.signingKey().publicKey(), CLAIMS, 1, 9);

        assertThat(later.replaces(first)).isTrue();
        assertThat(first.replaces(first)).isFalse();
        assertThat(later.startsOverFrom(first)).isFalse();
        assertThat(restarted.startsOverFrom(first)).isTrue();
        assertThat(first.startsOverFrom(restarted)).isFalse();
        assertThat(usurper.replaces(first)).isFalse();
    }

    private static byte[] body(long sequence) {
        return RecordBody.newBuilder().setSequence(sequence).build().toByteArray();
    }

    private static Prefix prefix(byte[] address, int length) {
        return Prefix.newBuilder()
                .setAddress(ByteString.copyFrom(address))
                .setLength(length)
                .build();
    }

    private static Optional<EdgeRecord> genuine(RecordBody body) {
        return verified(Members.signed(ALICE, body.toByteArray()).bytes());
    }

    private static Optional<EdgeRecord> verified(byte[] bytes) {
        return SignedRecord.parse(bytes).flatMap(record -> record.verify(COMMUNITY.publicKey()));
    }
}
