package dev.culvert.system.bench;

import tools.jackson.databind.JsonNode;

/**
 * One run of iperf3 over UDP. Immutable, pure.
 *
 * @param offered packets a second that the sender handed to its socket
 * @param received packets a second that came out at the far end
 * @param bytes of payload received
 */
record UdpRun(double offered, double received, long bytes) {
    /** Of what the client prints; fails with iperf3's own words if it measured nothing. */
    static UdpRun parse(String json) {
        JsonNode end = TcpRun.end(json);
        JsonNode sent = end.path("sum_sent");
        JsonNode arrived = end.path("sum_received");
        // What the receiver calls packets is the highest sequence number that it saw.
        long received =
                arrived.path("packets").asLong() - arrived.path("lost_packets").asLong();
        return new UdpRun(
                sent.path("packets").asLong() / sent.path("seconds").asDouble(),
                received / arrived.path("seconds").asDouble(),
                arrived.path("bytes").asLong());
    }
}
