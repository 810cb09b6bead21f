package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netlink messages byte by byte, as a little-endian machine has them (x86_64 and aarch64 both are). */
class NetlinkTest {
    @Test
    void address_ipv4() {
        assertThat(hex(LinkMessages.address(7, Prefix.parse("10.213.0.1/24"))))
                .isEqualTo("28000000" + "1400" + "0506" + "2a000000" + "00000000"
                        + "02" + "18" + "00" + "00" + "07000000"
                        + "0800" + "0200" + "0ad50001"
                        + "0800" + "0100" + "0ad50001");
    }

    @Test
    void route_ipv6_withoutHostBits() {
        assertThat(hex(LinkMessages.route(7, Prefix.parse("fd00:214::5/48"))))
                .isEqualTo("38000000" + "1800" + "0506" + "2a000000" + "00000000"
                        + "0a" + "30" + "00" + "00" + "fe" + "04" + "00" + "01" + "00000000"
                        + "1400" + "0100" + "fd000214000000000000000000000000"
                        + "0800" + "0400" + "07000000");
    }

    @Test
    void find_padsTheNameButDoesNotCountThePadding() {
        assertThat(hex(LinkMessages.find("cvt0")))
                .isEqualTo("2c000000" + "1200" + "0100" + "2a000000" + "00000000"
                        + "00000000" + "00000000" + "00000000" + "00000000"
                        + "0900" + "0300" + "6376743000" + "000000");
    }

    @Test
    void withoutLinkLocal_nestsAttributes() {
        assertThat(hex(LinkMessages.withoutLinkLocal(7)))
                .endsWith("1000" + "1a80" + "0c00" + "0a80" + "0500" + "0800" + "01" + "000000");
    }

    @Test
    void ack_ok() {
        assertThat(parse("24000000" + "0200" + "0001" + "2a000000" + "00000000" + "00000000" + "00".repeat(16)))
                .containsExactly(new NetlinkReply.Ack(42, 0, ""));
    }

    @Test
    void ack_refused_withTheKernelsWords_afterACappedRequest() {
        assertThat(parse("30000000" + "0200" + "0003" + "2a000000" + "00000000" + "eaffffff" + "00".repeat(16) + "0900"
                        + "0100" + "4e6f2100" + "00" + "000000"))
                .containsExactly(new NetlinkReply.Ack(42, Errno.EINVAL, "No!"));
    }

    @Test
    void ack_refused_withTheKernelsWords_afterAWholeRequest() {
        assertThat(parse("34000000" + "0200" + "0002" + "2a000000" + "00000000"
                        + "eaffffff" + "14000000" + "00".repeat(12) + "ffffffff" + "0800" + "0100" + "4e6f2100"
                        + "00000000"))
                .containsExactly(new NetlinkReply.Ack(42, Errno.EINVAL, "No!"));
    }

    @Test
    void dump_isSeveralMessagesAndAnEnd() {
        String address = "20000000" + "1400" + "0200" + "2a000000" + "00000000" + "02" + "18" + "00" + "00" + "07000000"
                + "0800" + "0200" + "0ad50001";
        List<NetlinkReply> replies =
                parse(address + address + "14000000" + "0300" + "0200" + "2a000000" + "00000000" + "00000000");
        assertThat(replies).hasSize(3).endsWith(new NetlinkReply.Done(42));
        assertThat(replies.getFirst())
                .isInstanceOfSatisfying(
                        NetlinkReply.Data.class,
                        data -> assertThat(LinkMessages.hostAddress(data))
                                .contains(new HostAddress(Prefix.parse("10.213.0.1/24"), 7, 0, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0f000000020000002a00000000000000", "ffffffff020000002a00000000000000"})
    void parse_stopsAtWhatIsNoMessage(String hex) {
        assertThat(parse(hex)).isEmpty();
    }

    @Test
    void parse_neverThrows() {
        Random random = new Random(7);
        byte[] ack = HexFormat.of()
                .parseHex("30000000" + "0200" + "0003" + "2a000000" + "00000000" + "eaffffff" + "00".repeat(16) + "0900"
                        + "0100" + "4e6f2100" + "00" + "000000");
        for (int i = 0; i < 200_000; i++) {
            byte[] mutated = Arrays.copyOf(ack, random.nextInt(ack.length + 8));
            for (int changes = random.nextInt(6); changes > 0 && mutated.length > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            for (NetlinkReply reply : NetlinkReply.parse(mutated)) {
                if (reply instanceof NetlinkReply.Data data) {
                    assertThat(data.attribute(8, LinkMessages.RTM_NEWADDR)).isNotNull();
                }
            }
        }
    }

    private static String hex(NetlinkRequest request) {
        return HexFormat.of().formatHex(request.bytes(42));
    }

    private static List<NetlinkReply> parse(String hex) {
        return NetlinkReply.parse(HexFormat.of().parseHex(hex));
    }
}
