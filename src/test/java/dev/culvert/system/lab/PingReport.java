package dev.culvert.system.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What {@code ping} saw.
 *
 * @param sent echo requests sent
 * @param received distinct replies
 * @param duplicates replies that came again
 * @param rttsMs round-trip times in milliseconds, in the order of the replies, duplicates not counted
 */
public record PingReport(int sent, int received, int duplicates, List<Double> rttsMs) {
    private static final Pattern REPLY = Pattern.compile("icmp_seq=(\\d+) .*time=([0-9.]+) ms( \\(DUP!\\))?");
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    static List<String> command(String address, int count, Duration interval, Duration patience) {
        return Arrays.asList(
                "ping", "-n", "-c", Integer.toString(count), "-i", seconds(interval), "-W", seconds(patience), address);
    }

    static PingReport parse(Outcome ping) {
        MatchResult summary = SUMMARY.matcher(ping.out())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("ping did not run: " + ping));
        List<MatchResult> replies = REPLY.matcher(ping.out()).results().toList();
        List<Double> rtts = replies.stream()
                .filter(reply -> reply.group(3) == null)
                .map(reply -> Double.valueOf(reply.group(2)))
                .toList();
        return new PingReport(
                Integer.parseInt(summary.group(1)),
                Integer.parseInt(summary.group(2)),
                replies.size() - rtts.size(),
                rtts);
    }

    /** Requests without a reply. */
    public int lost() {
        return sent - received;
    }

    /** The round-trip time that half of the replies did not exceed, in milliseconds. */
    public double medianMs() {
        if (rttsMs.isEmpty()) {
            throw new AssertionError("no reply to " + sent + " pings");
        }
        return rttsMs.stream().sorted().toList().get(rttsMs.size() / 2);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
