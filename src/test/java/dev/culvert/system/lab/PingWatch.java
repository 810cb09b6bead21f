package dev.culvert.system.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A ping that goes on until closed, while a test does things to the network: which request was answered when. */
public final class PingWatch implements AutoCloseable {
    private static final Pattern REPLY =
            Pattern.compile("\\[(\\d+)\\.(\\d{6})] \\d+ bytes .*icmp_seq=(\\d+) .*time=([0-9.]+) ms(?! \\(DUP)");
    private static final Duration FIRST_REPLY = Duration.ofSeconds(30);

    private final Spawned ping;
    private final List<Reply> replies = new ArrayList<>();
    private int parsed;

    /**
     * One answered request.
     *
     * @param sequence the request's number, from 1
     * @param sent when the request left
     * @param received when its answer came
     */
    public record Reply(int sequence, Instant sent, Instant received) {}

    private PingWatch(Spawned ping) {
        this.ping = ping;
    }

    /** Begins to ping; requests that find no route, as before an interface is up, only count as unanswered. */
    public static PingWatch start(Host from, String address, Duration interval) {
        String seconds = String.format(Locale.ROOT, "%.3f", interval.toNanos() / 1e9);
        return new PingWatch(from.spawn("ping", "-n", "-D", "-i", seconds, address));
    }

    /** All replies so far, duplicates left out. */
    public synchronized List<Reply> replies() {
        String output = ping.output();
        int end = output.lastIndexOf('\n') + 1;
        REPLY.matcher(output.substring(parsed, end))
                .results()
                .map(PingWatch::reply)
                .forEach(replies::add);
        parsed = end;
        return List.copyOf(replies);
    }

    private static Reply reply(MatchResult line) {
        Instant received = Instant.ofEpochSecond(Long.parseLong(line.group(1)))
                .plus(Long.parseLong(line.group(2)), ChronoUnit.MICROS);
        Duration roundTrip = Duration.ofNanos((long) (Double.parseDouble(line.group(4)) * 1e6));
        return new Reply(Integer.parseInt(line.group(3)), received.minus(roundTrip), received);
    }

    /** Waits until pings are answered. */
    public PingWatch awaitReplies() {
        Instant now = Instant.now();
        var _ = firstReplyAfter(now, FIRST_REPLY);
        return this;
    }

    /**
     * How long after an instant the first request that was sent after it was answered.
     *
     * @throws AssertionError with all that ping said, if none is within the time
     */
    public Duration firstReplyAfter(Instant from, Duration within) {
        if (!Await.holds(within, () -> find(from).isPresent())) {
            throw new AssertionError("no reply within " + within.toMillis() + " ms of " + from + ": " + ping);
        }
        return Duration.between(from, find(from).orElseThrow().received());
    }

    private Optional<Reply> find(Instant from) {
        return replies().stream().filter(reply -> reply.sent().isAfter(from)).findFirst();
    }

    /** Requests before the last one answered that were not answered themselves. */
    public int lost() {
        List<Reply> all = replies();
        int last = all.stream().mapToInt(Reply::sequence).max().orElse(0);
        return last - (int) all.stream().map(Reply::sequence).distinct().count();
    }

    /** Waits until ping has said this, such as an ICMP error. */
    public PingWatch awaitOutput(String text, Duration within) {
        ping.awaitOutput(text, within);
        return this;
    }

    /** All that ping has said. */
    public String output() {
        return ping.output();
    }

    @Override
    public void close() {
        ping.close();
    }
}
