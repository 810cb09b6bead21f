package dev.culvert.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reported of datagrams: on the loopback interface, that a port is closed. */
class IcmpErrorsTest {
    private final WorkerBench bench = new WorkerBench();
    private final List<IcmpError> told = new ArrayList<>();
    private final UdpPort port = Objects.requireNonNull(bench.ports.openForErrors(told::add));

    IcmpErrorsTest() throws IOException {}

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void report_tellsWho_ofWhichDestination_andThePayload(String address) throws IOException {
        Endpoint closed = WorkerBench.local(address, closedPort());
        assertThat(WorkerBench.send(port, closed, (byte) 1, (byte) 2, (byte) 3)).isEqualTo(SendResult.SENT);
        bench.until("the report", () -> !told.isEmpty());
        IcmpError error = told.getFirst();
        assertThat(error.reporter()).isEqualTo(IpAddress.parse(address));
        assertThat(error.destination()).isEqualTo(closed);
        assertThat(error.kind()).isEqualTo(IcmpError.Kind.UNREACHABLE);
        assertThat(error.payload()).containsExactly(1, 2, 3);
    }

    @Test
    void reports_failNoLaterSend_andKeepNoDatagramBack() throws IOException {
        Endpoint closed = WorkerBench.local("127.0.0.1", closedPort());
        Endpoint main = WorkerBench.local("127.0.0.1", bench.main.localPort());
        for (int i = 0; i < 20; i++) {
            assertThat(WorkerBench.send(port, closed, (byte) i)).isEqualTo(SendResult.SENT);
            assertThat(WorkerBench.send(port, main, (byte) i)).isEqualTo(SendResult.SENT);
            assertThat(WorkerBench.send(bench.main, WorkerBench.local("127.0.0.1", port.localPort()), (byte) i))
                    .isEqualTo(SendResult.SENT);
        }
        bench.until("all datagrams", () -> bench.taken.size() == 40);
        bench.until("all reports", () -> told.size() == 20);
    }

    @Test
    void moreReportsThanAPortMayCause_areCounted() throws IOException {
        Endpoint closed = WorkerBench.local("127.0.0.1", closedPort());
        bench.until(
                "some dropped",
                () -> { // the kernel reports at most so many a second, on the whole machine
                    WorkerBench.send(port, closed, (byte) 1);
                    return bench.counters.value(CounterId.DROP_ICMP_ERROR) >= 5;
                });
        bench.until("the others", () -> told.size() == Limits.PORT_ERRORS);
    }

    @Test
    void afterClose_nothingIsTold() throws IOException {
        Endpoint closed = WorkerBench.local("127.0.0.1", closedPort());
        WorkerBench.send(port, closed, (byte) 1);
        bench.ports.close(port);
        UdpPort other = Objects.requireNonNull(bench.ports.openForErrors(told::add));
        WorkerBench.send(other, closed, (byte) 2);
        bench.until("the other port's report", () -> !told.isEmpty());
        assertThat(told)
                .singleElement()
                .satisfies(error -> assertThat(error.payload()).containsExactly(2));
    }

    /** A number that no socket has, a moment ago at least. */
    private static int closedPort() throws IOException {
        UdpSocket socket = UdpSocket.open(0);
        socket.close();
        return socket.localPort();
    }
}
