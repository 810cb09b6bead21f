package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.edge.testkit.Node;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A signature costs what a handshake costs: the record that is known byte for byte is not verified again. */
class KnownRecordTest {
    private static final long NOW_NS = 1_000_000_000_000L;

    private final FakeCommunity fake = new FakeCommunity();
    private final Members members = fake.members(new Node(1), "10.0.0.1/24");
    private final RecordSigner signer = fake.signer(FakeCommunity.seed(2), FakeCommunity.seed(2));
    private final byte[] bytes = fake.record(signer, "10.0.0.2/24").bytes();

    private Optional<GenuineRecord> read(byte[] record) {
        return members.read(ByteString.copyFrom(record));
    }

    @Test
    void sameBytesAreTheKnownRecord() {
        GenuineRecord first = read(bytes).orElseThrow();
        members.learn(first, NOW_NS);
        assertThat(read(bytes).orElseThrow()).isSameAs(first);
    }

    @Test
    void otherBytesAreVerified() {
        members.learn(read(bytes).orElseThrow(), NOW_NS);
        byte[] forged = bytes.clone();
        forged[forged.length - 1] ^= 1;
        assertThat(read(forged)).isEmpty();
        byte[] next = fake.record(signer, "10.0.0.3/24").bytes();
        Member member = Objects.requireNonNull(members.learn(read(next).orElseThrow(), NOW_NS));
        assertThat(member.peer().allowedIps()).containsExactly(IpPrefix.parse("10.0.0.3/32"));
    }
}
