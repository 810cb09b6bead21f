package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.status.CommunityStatus;
import dev.culvert.edge.status.ForwardedStatus;
import dev.culvert.edge.status.MemoryStatus;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerPaths;
import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

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
                Optional.empty(),
                List.of(),
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
                Optional.of(CipherSuite.CHACHA20_POLY1305),
                "",
                Optional.empty());

        assertThat(StatusTable.render(report(List.of(peer))).lines())
                .allMatch(line -> line.length() <= 100)
                .anyMatch(line -> line.contains("203.100.113.100:51820  1023 GiB  1023 GiB  59m ago"));
    }

    @Test
    void communitySupernodesNamesAndVerdicts() {
        PeerStatus peer = new PeerStatus(
                KEY,
                "host2",
                List.of(IpPrefix.parse("10.0.0.2/32")),
                PeerKind.CULVERT,
                PathKind.RELAY,
                Optional.of(new Endpoint(IpAddress.parse("192.0.2.1"), 7654)),
                1024,
                148,
                OptionalLong.of(3),
                PeerState.UP,
                Optional.of(CipherSuite.AES_256_GCM),
                "probing: a direct path is being looked for",
                Optional.of(new PeerPaths("probing", "", "cone", List.of(), List.of())));
        SupernodeStatus here = new SupernodeStatus(
                "vpn.example.org:7654",
                Optional.of(new Endpoint(IpAddress.parse("192.0.2.1"), 7654)),
                Optional.of(KEY),
                SupernodeState.REGISTERED,
                "",
                Optional.of(new Endpoint(IpAddress.parse("198.51.100.7"), 40000)),
                OptionalLong.of(12));
        SupernodeStatus gone = new SupernodeStatus(
                "b:1",
                Optional.empty(),
                Optional.empty(),
                SupernodeState.UNREACHABLE,
                "its name is not known to DNS",
                Optional.empty(),
                OptionalLong.empty());
        StatusReport report = new StatusReport(
                "culvert0",
                Optional.empty(),
                KEY,
                51820,
                1400,
                Optional.of(new CommunityStatus(
                        "00112233445566778899aabbccddeeff", "mynet", new MemoryStatus(0, OptionalLong.empty(), ""))),
                List.of(here, gone),
                List.of(peer),
                Optional.of(FakeNetcheck.cone()),
                List.of(
                        new ForwardedStatus(new Endpoint(IpAddress.parse("203.0.113.1"), 7_777), "pcp", ""),
                        new ForwardedStatus(
                                new Endpoint(IpAddress.parse("192.168.0.2"), 7_777),
                                "upnp",
                                "that is no public address")),
                Map.of());

        assertThat(StatusTable.render(report)).isEqualTo("""
                device culvert0   address none yet   port 51820   mtu 1400
                key    %s
                community mynet   id 00112233445566778899aabbccddeeff
                nat    port-restricted cone   seen at 203.0.113.1:40000
                router forwards 203.0.113.1:7777 (pcp)
                router forwards 192.168.0.2:7777 (upnp); peers are not told: that is no public address

                SUPERNODE             KEY       STATE        OBSERVED            RTT    WORDS
                vpn.example.org:7654  %s  registered   198.51.100.7:40000  12 ms
                b:1                   -         unreachable  -                   -      its name is not known to DNS

                PEER      NAME   KEY       KIND     PATH   ENDPOINT        RECEIVED  SENT   HANDSHAKE  STATE  CIPHER  VERDICT
                10.0.0.2  host2  %s  culvert  relay  192.0.2.1:7654  1.0 KiB   148 B  3s ago     up     aes     probing: a direct path is being looked for""".formatted(
                        KEY, KEY.toString().substring(0, 8), KEY.toString().substring(0, 8)));
    }
}
