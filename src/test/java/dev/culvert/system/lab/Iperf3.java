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
 * @param sentAgain segments of the stream that its sender sent again, in all
 * @param segmentBytes of data in a full segment
 */
public record Iperf3(
        long bytes,
        double bitsPerSecond,
        List<Long> intervalBytes,
        List<Long> retransmits,
        long sentAgain,
        int segmentBytes) {
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

    /** Between two hosts that others forward for: to an address of another, as if it were the first one's. */
    public static Iperf3 forwarded(Host from, String target, Host to, String address, int seconds, String... options) {
        return parse(run(from, target, to, address, Duration.ofSeconds(seconds + 30L), seconds(seconds, options)));
    }

    /** How many datagrams were sent and how many of them did not arrive; as {@link #forwarded}. */
    public static Datagrams datagrams(
            Host from, String target, Host to, String address, int seconds, String... options) {
        String[] udp = seconds(seconds, options);
        udp = Arrays.copyOf(udp, udp.length + 1);
        udp[udp.length - 1] = "-u";
        JsonNode sum = JSON.readTree(run(from, target, to, address, Duration.ofSeconds(seconds + 30L), udp))
                .at("/end/sum");
        return new Datagrams(
                sum.get("packets").asLong(), sum.get("lost_packets").asLong());
    }

    private static String[] seconds(int seconds, String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "-t";
        all[options.length + 1] = Integer.toString(seconds);
        return all;
    }

    private static Iperf3 run(Host from, Host to, String address, Duration timeout, String... amount) {
        return parse(run(from, address, to, address, timeout, amount));
    }

    /**
     * The client's whole report of one run.
     *
     * @param from where the client runs, which sends unless told otherwise
     * @param options further ones of the client
     */
    public static String json(Host from, Host to, String address, Duration timeout, List<String> options) {
        return run(from, address, to, address, timeout, options.toArray(String[]::new));
    }

    private static String run(Host from, String target, Host to, String address, Duration timeout, String... options) {
        try (Spawned server = to.spawn("iperf3", "-s", "-1", "-B", address, "--forceflush")) {
            server.awaitOutput("listening", START_TIMEOUT);
            List<String> client = new ArrayList<>(List.of("iperf3", "-c", target, "-J", "--connect-timeout", "5000"));
            client.addAll(Arrays.asList(options));
            return from.attempt(timeout, client).orFail().out();
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
                root.at("/end/sum_sent/retransmits").asLong(),
                root.at("/start/tcp_mss_default").asInt());
    }

    private static List<Long> ofIntervals(JsonNode root, String field) {
        return root.at("/intervals")
                .valueStream()
                .map(interval -> interval.at("/sum").path(field).asLong())
                .toList();
    }

    /**
     * The outcome of a run with UDP.
     *
     * @param sent datagrams
     * @param lost those that did not arrive
     */
    public record Datagrams(long sent, long lost) {}

    /** What share of the segments was sent again. */
    public double retransmittedShare() {
        return retransmits.stream().mapToLong(Long::longValue).sum() * (double) segmentBytes / bytes;
    }
}
