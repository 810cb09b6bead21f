package dev.culvert.common.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private static final IpAddress REMOTE = IpAddress.parse("fe80::1:2:3:4");
    private static final IpAddress LOCAL = IpAddress.parse("fe80::5:6:7:8");
    private static final int PORT = 7_777;
    private static final int SCOPE = 3;

    private final UdpPort port = new NoPort();
    private final Arrival arrival = arrival(REMOTE, PORT, SCOPE, LOCAL);

    @Test
    void path_leadsBack() {
        assertThat(arrival.path()).isEqualTo(Path.direct(port, new Endpoint(REMOTE, PORT, SCOPE), LOCAL));
        assertThat(arrival.isFrom(arrival.path())).isTrue();
        assertThat(arrival.isAnswerable()).isTrue();
    }

    @Test
    void path_isWithoutLocalAddress_whereNoneWasTold() {
        arrival.at(0, 0);
        Path path = arrival.path();
        assertThat(path.local()).isNull();
        assertThat(arrival.isFrom(path)).isTrue();
        arrival.at(LOCAL.high(), LOCAL.low());
        assertThat(arrival.isFrom(path)).isFalse();
    }

    @Test
    void isFrom_noticesEveryDifference() {
        Path path = arrival.path();
        assertThat(arrival(new IpAddress(REMOTE.high() + 1, REMOTE.low()), PORT, SCOPE, LOCAL)
                        .isFrom(path))
                .isFalse();
        assertThat(arrival(new IpAddress(REMOTE.high(), REMOTE.low() + 1), PORT, SCOPE, LOCAL)
                        .isFrom(path))
                .isFalse();
        assertThat(arrival(REMOTE, PORT + 1, SCOPE, LOCAL).isFrom(path)).isFalse();
        assertThat(arrival(REMOTE, PORT, SCOPE + 1, LOCAL).isFrom(path)).isFalse();
        assertThat(arrival(REMOTE, PORT, SCOPE, new IpAddress(LOCAL.high() + 1, LOCAL.low()))
                        .isFrom(path))
                .isFalse();
        assertThat(arrival(REMOTE, PORT, SCOPE, new IpAddress(LOCAL.high(), LOCAL.low() + 1))
                        .isFrom(path))
                .isFalse();
        assertThat(arrival.isFrom(Path.direct(new NoPort(), path.remote(), path.local())))
                .as("of another port")
                .isFalse();
        assertThat(arrival.isFrom(Path.direct(port, path.remote(), null))).isFalse();
    }

    @Test
    void portZero_cannotBeAnswered() {
        assertThat(arrival(REMOTE, 0, SCOPE, LOCAL).isAnswerable()).isFalse();
    }

    @Test
    void pathSends_oneDatagramFromItsAddress() {
        assertThat(arrival.path().send(new byte[] {1, 2, 3, 4}, 1, 2)).isEqualTo(SendResult.FAILED);
    }

    private Arrival arrival(IpAddress remote, int remotePort, int scope, IpAddress local) {
        Arrival made = new Arrival(port);
        made.from(remote.high(), remote.low(), remotePort, scope);
        made.at(local.high(), local.low());
        return made;
    }

    /** Sends nothing, but looks at what it is asked. */
    private static final class NoPort implements UdpPort {
        @Override
        public int localPort() {
            return 1;
        }

        @Override
        public SendResult send(
                Endpoint remote,
                @Nullable IpAddress local,
                byte[] bytes,
                int offset,
                int length,
                int segmentSize,
                int ttl) {
            assertThat(remote).isEqualTo(new Endpoint(REMOTE, PORT, SCOPE));
            assertThat(local).isEqualTo(LOCAL);
            assertThat(offset).isEqualTo(1);
            assertThat(length).isEqualTo(2);
            assertThat(segmentSize).isEqualTo(ONE_DATAGRAM);
            assertThat(ttl).isEqualTo(DEFAULT_TTL);
            return SendResult.FAILED;
        }
    }
}
