package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NAT-PMP with a gateway on loopback. */
@Timeout(30)
class NatPmpMapperTest {
    private static final Mapper.Request REQUEST = new Mapper.Request(7777, 7777, 600);
    private static final byte[] ADDRESS = hex("00 80 0000 000003e8 cb007101");
    private static final byte[] MAPPED = hex("00 81 0000 000003e8 1e61 1e62 00000258");
    private static final Answer GRANTED =
            new Answer.Granted(new Endpoint(IpAddress.parse("203.0.113.1"), 7778), Duration.ofMinutes(10), false);

    @AutoClose
    private final FakeGateway gateway = new FakeGateway();

    private final NatPmpMapper mapper = new NatPmpMapper(() -> 0, gateway.port());

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static boolean isAddressRequest(byte[] request) {
        return request.length == 2;
    }

    private Answer map() throws InterruptedException {
        return mapper.map(FakeGateway.GATEWAY, REQUEST);
    }

    private void answer(byte[] address, byte[] mapped) {
        gateway.answer(request -> List.of(isAddressRequest(request) ? address : mapped));
    }

    @Test
    void portAndAddressAreAskedForAtOnce() throws InterruptedException {
        answer(ADDRESS, MAPPED);
        assertThat(map()).isEqualTo(GRANTED);
        assertThat(gateway.requests()).containsExactly(hex("0000"), hex("00 01 0000 1e61 1e61 00000258"));
    }

    @Test
    void inWhateverOrderTheyCome_oneOfThemTwice_anotherMappingBetween() throws InterruptedException {
        gateway.answer(request -> isAddressRequest(request)
                ? List.of()
                : List.of(MAPPED, MAPPED, hex("00 81 0000 000003e8 1e60 1e62 00000258"), new byte[3], ADDRESS));
        assertThat(map()).isEqualTo(GRANTED);
    }

    @Test
    void aRestartIsTold() throws InterruptedException {
        answer(ADDRESS, MAPPED);
        map();
        answer(hex("00 80 0000 00000001 cb007101"), hex("00 81 0000 00000001 1e61 1e62 00000258"));
        assertThat(((Answer.Granted) map()).restarted()).isTrue();
        assertThat(((Answer.Granted) map()).restarted()).isFalse();
    }

    @Test
    void refusals() throws InterruptedException {
        answer(ADDRESS, hex("00 81 0002 000003e8 1e61 0000 00000000"));
        assertThat(map()).isEqualTo(new Answer.None("refused: not authorized"));
        answer(hex("00 80 0003 000003e8 00000000"), MAPPED);
        assertThat(map()).isEqualTo(new Answer.None("refused: network failure"));
        answer(hex("02 80 00 01"), hex("02 81 00 01"));
        assertThat(map()).isEqualTo(new Answer.None("the router offers pcp only"));
        answer(hex("00 80 0000 000003e8 00000000"), MAPPED);
        assertThat(map()).isEqualTo(new Answer.None("refused: the answer has no endpoint"));
        gateway.close();
        assertThat(map()).isEqualTo(new Answer.None("the router does not offer it"));
    }

    @Test
    void halfAnAnswerIsNone() throws InterruptedException {
        gateway.answer(request -> isAddressRequest(request) ? List.of(ADDRESS) : List.of());
        assertThat(map()).isEqualTo(new Answer.None("no answer"));
    }

    @Test
    void deletion() throws InterruptedException {
        answer(ADDRESS, hex("00 81 0000 000003e8 1e61 0000 00000000"));
        mapper.unmap(FakeGateway.GATEWAY, new Mapper.Request(7777, 7778, 600));
        assertThat(gateway.requests()).containsExactly(hex("00 01 0000 1e61 0000 00000000"));
    }

    @Test
    void announcements() throws InterruptedException {
        answer(ADDRESS, MAPPED);
        map();
        assertThat(mapper.isChangedBy(ADDRESS, ADDRESS.length, 0))
                .as("nothing new")
                .isFalse();
        byte[] otherAddress = hex("00 80 0000 000003e8 cb007102");
        assertThat(mapper.isChangedBy(otherAddress, otherAddress.length, 0)).isTrue();
        byte[] restart = hex("00 80 0000 00000001 cb007101");
        assertThat(mapper.isChangedBy(restart, restart.length, 0)).isTrue();
        assertThat(mapper.isChangedBy(MAPPED, MAPPED.length, 0))
                .as("no announcement")
                .isFalse();
        byte[] pcpRestart = hex("02 80 00 00 00000000 00000000 000000000000000000000000");
        map();
        assertThat(mapper.isChangedBy(pcpRestart, pcpRestart.length, 0)).isTrue();
    }
}
