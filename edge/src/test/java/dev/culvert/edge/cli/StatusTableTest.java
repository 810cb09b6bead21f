package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTableTest {
    private static final PublicKey KEY = PrivateKey.of(new byte[32]).publicKey();

    private static StatusReport report(List<PeerStatus> peers) {
        return new StatusReport(
                "culvert0",
                Optional.of(IpPrefix.parse("10.0.0.1/24")),
                KEY,
                51820,
                1400,
                Optional.empty(),
                List.of(),
                peers,
                Map.of());
    }

    @Test
    void anEdgeAlone() {
        assertThat(StatusTable.render(report(List.of()))).endsWith("\n\nno peers");
    }

    /** Every column of a working IPv4 peer at its longest. */
    @Test
    void anIpv4PeerFitsInto100Columns() {
        PeerStatus peer = new PeerStatus(
                KEY,
                "",
                List.of(IpPrefix.parse("10.255.255.254/32")),
                PeerKind.STOCK,
                PathKind.DIRECT,
                Optional.of(new Endpoint(IpAddress.parse("203.100.113.100"), 51820)),
                1023L << 30,
                1023L << 30,
                OptionalLong.of(59 * 60),
                PeerState.UP,
                "");

        assertThat(StatusTable.render(report(List.of(peer))).lines())
                .allMatch(line -> line.length() <= 100)
                .anyMatch(line -> line.contains("203.100.113.100:51820  1023 GiB  1023 GiB  59m ago"));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1536,1.5 KiB",
        "102348,99.9 KiB",
        "102400,100 KiB",
        "1073741824,1.0 GiB",
        "9223372036854775807,8.0 EiB"
    })
    void bytes(long count, String text) {
        assertThat(StatusTable.bytes(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0s ago", "59,59s ago", "60,1m ago", "3599,59m ago", "3600,1h ago", "172799,47h ago", "172800,2d ago"
    })
    void ago(long seconds, String text) {
        assertThat(StatusTable.ago(OptionalLong.of(seconds))).isEqualTo(text);
        assertThat(StatusTable.ago(OptionalLong.empty())).isEqualTo("never");
    }
}
