package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PCP with a gateway on loopback. */
@Timeout(30)
class PcpMapperTest {
    private static final Mapper.Request REQUEST = new Mapper.Request(7777, 7777, 600);
    private static final Endpoint EXTERNAL = new Endpoint(IpAddress.parse("203.0.113.1"), 7778);

    @AutoClose
    private final FakeGateway gateway = new FakeGateway();

    private final PcpMapper mapper = new PcpMapper(() -> 0, new Random(1), gateway.port());

    /** What a server answers to a request for a mapping. */
    private static byte[] granted(byte[] request, int epochSeconds) {
        ByteBuffer answer = ByteBuffer.wrap(Arrays.copyOf(request, 60));
        answer.put(1, (byte) 0x81).putInt(8, epochSeconds).putLong(12, 0).putInt(20, 0);
        answer.putShort(42, (short) 7778).putInt(56, 0xcb007101);
        return answer.array();
    }

    private static byte[] refused(byte[] request, int result) {
        byte[] answer = granted(request, 1);
        answer[3] = (byte) result;
        return answer;
    }

    private Answer map() throws InterruptedException {
        return mapper.map(FakeGateway.GATEWAY, REQUEST);
    }

    private static Answer granted(boolean restarted) {
        return new Answer.Granted(EXTERNAL, Duration.ofMinutes(10), restarted);
    }

    @Test
    void aMapping_andAfterARestartAgain() throws InterruptedException {
        gateway.answer(request -> List.of(granted(request, 1_000)));
        assertThat(map()).isEqualTo(granted(false));
        assertThat(map()).isEqualTo(granted(false));
        gateway.answer(request -> List.of(granted(request, 3)));
        assertThat(map()).isEqualTo(granted(true));
        assertThat(map()).isEqualTo(granted(false));
    }

    @Test
    void aLostRequestIsSentAgain() throws InterruptedException {
        gateway.answer(request -> gateway.requests().size() < 3 ? List.of() : List.of(granted(request, 1)));
        assertThat(map()).isEqualTo(granted(false));
        assertThat(gateway.requests()).hasSize(3);
        assertThat(gateway.requests().get(0)).isEqualTo(gateway.requests().get(2));
    }

    @Test
    void answersToOthersAreIgnored() throws InterruptedException {
        gateway.answer(request -> {
            byte[] otherNonce = granted(request, 1);
            otherNonce[30]++;
            byte[] otherPort = granted(request, 1);
            otherPort[41]++;
            byte[] tcp = granted(request, 1);
            tcp[36] = 6;
            byte[] refusedToOther = refused(otherNonce, 2);
            byte[] request7 = request.clone();
            return List.of(otherNonce, otherPort, tcp, refusedToOther, request7, new byte[1], granted(request, 1));
        });
        assertThat(map()).isEqualTo(granted(false));
    }

    @Test
    void answersFromElsewhereAreIgnored() throws InterruptedException {
        gateway.answerFromElsewhere(request -> List.of(refused(request, 2)));
        gateway.answer(request -> List.of(granted(request, 1)));
        assertThat(map()).isEqualTo(granted(false));
    }

    @Test
    void refusals() throws InterruptedException {
        gateway.answer(request -> List.of(refused(request, 2)));
        assertThat(map()).isEqualTo(new Answer.None("refused: not authorized"));
        gateway.answer(request -> List.of(HexFormat.of().parseHex("0081000100000001")));
        assertThat(map()).isEqualTo(new Answer.None("the router offers nat-pmp only"));
        gateway.answer(request -> List.of(HexFormat.of().parseHex("01810001")));
        assertThat(map()).isEqualTo(new Answer.None("the router speaks version 1"));
        gateway.answer(request -> {
            byte[] nowhere = granted(request, 1);
            nowhere[42] = nowhere[43] = 0;
            return List.of(nowhere);
        });
        assertThat(map()).isEqualTo(new Answer.None("refused: the answer has no endpoint"));
    }

    @Test
    void aClosedPortIsSaidAtOnce_silenceAfterFourTries() throws InterruptedException {
        assertThat(map()).isEqualTo(new Answer.None("no answer"));
        assertThat(gateway.requests()).hasSize(4);
        gateway.close();
        assertThat(map()).isEqualTo(new Answer.None("the router does not offer it"));
    }

    @Test
    void deletionNamesTheSameMapping() throws InterruptedException {
        gateway.answer(request -> List.of(granted(request, 1)));
        map();
        mapper.unmap(FakeGateway.GATEWAY, REQUEST);
        ByteBuffer mapped = ByteBuffer.wrap(gateway.requests().get(0));
        ByteBuffer deletion = ByteBuffer.wrap(gateway.requests().get(1));
        assertThat(deletion.getInt(4)).as("lifetime").isZero();
        assertThat(deletion.getShort(42)).as("suggested port").isZero();
        assertThat(deletion.slice(24, 18)).isEqualTo(mapped.slice(24, 18));
    }

    @Test
    void anAddressThatIsNotOurs() throws InterruptedException {
        Gateway gone = new Gateway(IpAddress.parse("127.0.0.1"), IpAddress.parse("203.0.113.77"));
        assertThat(mapper.map(gone, REQUEST)).asString().contains("cannot be asked");
    }

    @Test
    void anInterruptEndsIt() {
        assertThatThrownBy(() -> {
                    Thread.currentThread().interrupt();
                    map();
                })
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void announcements() throws InterruptedException {
        byte[] announcement = HexFormat.of().parseHex("0280000000000000000003e8000000000000000000000000");
        assertThat(mapper.isChangedBy(announcement, announcement.length, 0))
                .as("the router begins to speak PCP")
                .isTrue();
        gateway.answer(request -> List.of(granted(request, 1_000)));
        map();
        assertThat(mapper.isChangedBy(announcement, announcement.length, 0)).isFalse();
        announcement[10] = 0;
        assertThat(mapper.isChangedBy(announcement, announcement.length, 0)).isTrue();
        assertThat(mapper.isChangedBy(announcement, announcement.length, 0)).isFalse();
        assertThat(mapper.isChangedBy(announcement, 3, 0)).isFalse();
    }
}
