package dev.culvert.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Further ports, with real sockets on the loopback interface. */
class WorkerPortsTest {
    private static final int VOLLEY = 256;

    private final WorkerBench bench;
    private final long socketsBefore;

    WorkerPortsTest() throws IOException {
        long before = Sockets.open();
        bench = new WorkerBench();
        bench.until("the main port's socket", () -> Sockets.open() == before + 1);
        socketsBefore = before;
    }

    @AfterEach
    void nothingIsLeft() {
        bench.close();
        assertThat(Sockets.open()).isEqualTo(socketsBefore);
    }

    @Test
    void aVolleysPorts_allReceive_andThePathBackLeadsThroughThem() {
        List<UdpPort> opened = openVolley();
        for (int i = 0; i < VOLLEY; i++) {
            String address = i % 2 == 0 ? "127.0.0.1" : "::1";
            Endpoint port = WorkerBench.local(address, opened.get(i).localPort());
            assertThat(WorkerBench.send(bench.main, port, bytes(i))).isEqualTo(SendResult.SENT);
        }
        bench.until("all datagrams", () -> bench.taken.size() == VOLLEY);
        for (WorkerBench.Taken datagram : bench.taken) {
            int i = ByteBuffer.wrap(datagram.payload()).getInt();
            assertThat(datagram.back().port()).isSameAs(opened.get(i));
            assertThat(datagram.back().remote().port()).isEqualTo(bench.main.localPort());
        }
        opened.forEach(bench.ports::close);
        bench.until("descriptors closed", () -> Sockets.open() == socketsBefore + 1);
        assertThat(bench.counters.value(CounterId.PORTS_REFUSED)).isZero();
    }

    @Test
    void whatIsReceivedTogether_isTakenOneByOne() {
        UdpPort from = open();
        Endpoint to = WorkerBench.local("127.0.0.1", open().localPort());
        byte[] three =
                ByteBuffer.allocate(3 * Integer.BYTES - 1).putInt(1).putInt(2).array();
        assertThat(from.send(to, null, three, 0, three.length, Integer.BYTES, UdpPort.DEFAULT_TTL))
                .isEqualTo(SendResult.SENT);
        bench.until("all datagrams", () -> bench.taken.size() == 3);
        assertThat(bench.taken.stream().map(WorkerBench.Taken::payload))
                .containsExactly(bytes(1), bytes(2), new byte[Integer.BYTES - 1]);
    }

    @Test
    void aPortAnswers_fromItsOwnNumber() {
        UdpPort port = open();
        Endpoint main = WorkerBench.local("127.0.0.1", bench.main.localPort());
        assertThat(WorkerBench.send(port, main, bytes(1))).isEqualTo(SendResult.SENT);
        bench.until("the datagram", () -> !bench.taken.isEmpty());
        WorkerBench.Taken datagram = bench.taken.remove();
        assertThat(datagram.back().port()).isSameAs(bench.main);
        assertThat(datagram.back().remote().port()).isEqualTo(port.localPort());
    }

    @Test
    void whatArrivesWhileAndAfterPortsClose_isHarmless() {
        List<UdpPort> opened = openVolley();
        opened.forEach(port -> sendTo(port));
        opened.forEach(bench.ports::close);
        opened.forEach(port -> sendTo(port));
        bench.until("descriptors closed", () -> Sockets.open() == socketsBefore + 1);
        bench.taken.clear();
        opened.forEach(port -> sendTo(port));
        sendTo(bench.main);
        bench.until("the worker goes on", () -> !bench.taken.isEmpty());
        assertThat(bench.taken)
                .singleElement()
                .satisfies(datagram -> assertThat(datagram.back().port()).isSameAs(bench.main));
    }

    @Test
    void closedPort_sendsNothing_andClosingItAgainDoesNothing() {
        UdpPort port = open();
        bench.ports.close(port);
        Endpoint main = WorkerBench.local("127.0.0.1", bench.main.localPort());
        assertThat(WorkerBench.send(port, main, bytes(1))).isEqualTo(SendResult.FAILED);
        bench.ports.close(port);
        bench.until("descriptor closed", () -> Sockets.open() == socketsBefore + 1);
        bench.ports.close(port);
        assertThat(WorkerBench.send(port, main, bytes(1))).isEqualTo(SendResult.FAILED);
        assertThat(bench.taken).isEmpty();
    }

    @Test
    void portThatADataThreadHolds_keepsItsDescriptor() {
        Epochs.Member sender = bench.epochs.join();
        sender.enter();
        UdpPort held = open();
        UdpPort free = open();
        bench.ports.close(held);
        bench.until("its registration is gone", () -> bench.epochs.poll() == 1);
        bench.ports.close(free);
        assertThat(Sockets.open()).isEqualTo(socketsBefore + 3);
        sender.leave();
        bench.until("both closed", () -> Sockets.open() == socketsBefore + 1);
    }

    @Test
    void portsStillOpenAtTheEnd_areClosed() {
        openVolley();
        bench.ports.close(open()); // and one on its way
        assertThat(Sockets.open()).isGreaterThan(socketsBefore + VOLLEY);
    }

    @Test
    void withoutDescriptors_thereIsNoPort_andItIsCounted() throws Exception {
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 120; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FewDescriptorsProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = child.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).as(text).isTrue();
            assertThat(text).contains("some opened, then none, 1 refused; after closing one: opened");
        } finally {
            child.destroyForcibly();
        }
    }

    private List<UdpPort> openVolley() {
        List<UdpPort> opened = new ArrayList<>();
        for (int i = 0; i < VOLLEY; i++) {
            opened.add(open());
        }
        return opened;
    }

    private UdpPort open() {
        return Objects.requireNonNull(bench.ports.open());
    }

    private void sendTo(UdpPort port) {
        WorkerBench.send(bench.main, WorkerBench.local("127.0.0.1", port.localPort()), bytes(0));
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
