package dev.culvert.system.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

final class IperfRunTest {
    @Test
    void tcp_isWhatTheReceiverCounts_ofAllStreams() {
        TcpRun run = TcpRun.parse("""
                {"end":{"streams":[],
                 "sum_sent":{"bytes":2700000000,"bits_per_second":10.8e9,"retransmits":17,"sender":true},
                 "sum_received":{"bytes":2500000000,"bits_per_second":10.0e9,"sender":true},
                 "sender_tcp_congestion":"cubic"}}
                """);
        assertThat(run).isEqualTo(new TcpRun(2_500_000_000L, 10e9, 17, "cubic"));
        assertThat(run.gigabitsPerSecond()).isEqualTo(10);
        assertThat(run.gigabytes()).isEqualTo(2.5);
    }

    @Test
    void udp_receivedIsWhatWasNotLost_withinTheReceiversTime() {
        UdpRun run = UdpRun.parse("""
                {"end":{"sum":{"packets":500000,"lost_packets":400000},
                 "sum_sent":{"seconds":2.0,"packets":500000,"lost_packets":0,"bytes":600000000},
                 "sum_received":{"seconds":2.5,"packets":450000,"lost_packets":350000,"bytes":120000000}}}
                """);
        assertThat(run.offered()).isEqualTo(250_000, offset(1e-6));
        assertThat(run.received()).isEqualTo(40_000, offset(1e-6));
        assertThat(run.bytes()).isEqualTo(120_000_000);
    }

    @Test
    void nothingMeasured_failsWithIperfsWords() {
        assertThatThrownBy(() -> TcpRun.parse("{\"end\":{},\"error\":\"unable to connect\"}"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("iperf3 measured nothing: unable to connect");
        assertThatThrownBy(() -> UdpRun.parse("{\"end\":{}}")).hasMessageContaining("it says no reason");
    }
}
