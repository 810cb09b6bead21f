package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EchoFlowTest {
    private static final String A = "192.0.2.1";
    private static final String B = "192.0.2.2";

    /** A flow often follows another one at once, with the same addresses and ports: what was still on its way arrives here. */
    @Test
    void latePacketOfAnotherFlow_doesNotCount() {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            Host b = lab.host("b");
            lab.link(a, A + "/24", b, B + "/24");
            EchoFlow flow = EchoFlow.start(a, A, b, B, Duration.ofMillis(1));
            flow.awaitAnswers();
            try (UdpProbe other = UdpProbe.on(a, A)) {
                // Its number, in its second four bytes, is 1,684,234,849 here.
                other.send("aaaadcba", new InetSocketAddress(B, EchoFlow.PORT));
                other.send("aaaadcba", new InetSocketAddress(A, EchoFlow.PORT));
            }
            assertThat(flow.awaitAnswers().since(0).lost()).isZero();
        }
    }
}
