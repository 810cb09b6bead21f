package dev.culvert.system.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outcome of one {@code iperf3} run with one TCP stream.
 *
 * @param bytes that arrived
 * @param bitsPerSecond as the receiver counts
 * @param intervalBytes bytes sent in each interval of 1 s, to see a stall
 * @param retransmits segments that the sender sent again, in each of these intervals
 * @param segmentBytes of data in a full segment
 */
public record Iperf3(
        long bytes, double bitsPerSecond, List<Long> intervalBytes, List<Long> retransmits, int segmentBytes) {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    /** Sends so many bytes from one host to an address of the other. Fails if it takes longer than the timeout. */
    public static Iperf3 transfer(Host from, Host to, String address, long bytes, Duration timeout) {
        return run(from, to, address, timeout, "-n", Long.toString(bytes));
    }

    /** Sends for so many seconds from one host to an address of the other. */
    public static Iperf3 measure(Host from, Host to, String address, int seconds) {
        return run(from, to, address, Duration.ofSeconds(seconds + 30L), "-t", Integer.toString(seconds));
    }

    /** {@link #measure} at this rate, if the path can carry it. */
    public static Iperf3 paced(Host from, Host to, String address, int seconds, long bitsPerSecond) {
        String[] amount = {"-t", Integer.toString(seconds), "-b", Long.toString(bitsPerSecond)};
        return run(from, to, address, Duration.ofSeconds(seconds + 30L), amount);
    }

    private static Iperf3 run(Host from, Host to, String address, Duration timeout, String... amount) {
        try (Spawned server = to.spawn("iperf3", "-s", "-1", "-B", address, "--forceflush")) {
            server.awaitOutput("listening", START_TIMEOUT);
            List<String> client = new ArrayList<>(List.of("iperf3", "-c", address, "-J", "--connect-timeout", "5000"));
            client.addAll(Arrays.asList(amount));
            return parse(from.attempt(timeout, client).orFail().out());
        }
    }

    static Iperf3 parse(String json) {
        JsonNode root = JSON.readTree(json);
        JsonNode received = root.at("/end/sum_received");
        return new Iperf3(
                received.get("bytes").asLong(),
                received.get("bits_per_second").asDouble(),
                ofIntervals(root, "bytes"),
                ofIntervals(root, "retransmits"),
                root.at("/start/tcp_mss_default").asInt());
    }

    private static List<Long> ofIntervals(JsonNode root, String field) {
        return root.at("/intervals")
                .valueStream()
                .map(interval -> interval.at("/sum").path(field).asLong())
                .toList();
    }

    /** What share of the segments was sent again. */
    public double retransmittedShare() {
        return retransmits.stream().mapToLong(Long::longValue).sum() * (double) segmentBytes / bytes;
    }
}
