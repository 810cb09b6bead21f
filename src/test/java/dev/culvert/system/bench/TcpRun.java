package dev.culvert.system.bench;

import dev.culvert.common.ops.Json;
import tools.jackson.databind.JsonNode;

/**
 * One run of iperf3 over TCP, all streams together. Immutable, pure.
 *
 * @param bytes that arrived
 * @param bitsPerSecond as the receiver counts
 * @param retransmits segments that the sender sent again
 * @param congestionControl of the sender
 */
record TcpRun(long bytes, double bitsPerSecond, long retransmits, String congestionControl) {
    /** Of what the client prints; fails with iperf3's own words if it measured nothing. */
    static TcpRun parse(String json) {
        JsonNode end = end(json);
        JsonNode received = end.path("sum_received");
        return new TcpRun(
                received.path("bytes").asLong(),
                received.path("bits_per_second").asDouble(),
                end.path("sum_sent").path("retransmits").asLong(0),
                end.path("sender_tcp_congestion").asString(""));
    }

    static JsonNode end(String json) {
        JsonNode root = Json.mapper().readTree(json);
        if (!root.path("end").has("sum_received")) {
            throw new AssertionError(
                    "iperf3 measured nothing: " + root.path("error").asString("it says no reason"));
        }
        return root.path("end");
    }

    double gigabitsPerSecond() {
        return bitsPerSecond / 1e9;
    }

    double gigabytes() {
        return bytes / 1e9;
    }
}
