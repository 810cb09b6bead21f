package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread around an {@link Upkeep}: what wakes it, and what it leaves. */
@Timeout(30)
class KeeperTest {
    private static final Gateway HOME = new Gateway(IpAddress.parse("192.168.1.1"), IpAddress.parse("192.168.1.2"));
    private static final Gateway CAFE = new Gateway(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.9"));
    private static final Endpoint EXTERNAL = new Endpoint(IpAddress.parse("203.0.113.1"), 7777);

    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile Optional<Gateway> gateway = Optional.of(HOME);

    private final Keeper keeper = new Keeper(
            new ScriptedMapper(), 7777, Duration.ofMinutes(10), () -> gateway, System::nanoTime, new Owner());

    private void answer(boolean restarted) {
        answers.add(new Answer.Granted(EXTERNAL, Duration.ofMinutes(10), restarted));
    }

    private @Nullable String next() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() {
        keeper.end();
    }

    @Test
    void asksAndReports_andDeletesAtTheEnd() throws InterruptedException {
        answer(false);
        keeper.start();
        assertThat(next()).isEqualTo("map at 192.168.1.1");
        assertThat(next()).isEqualTo("mapped 203.0.113.1:7777");
        assertThat(keeper.current().mapping()).isPresent();
        keeper.end();
        assertThat(next()).isEqualTo("unmap at 192.168.1.1");
        assertThat(keeper.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
    }

    @Test
    void aChangeOfNetworkIsFollowed() throws InterruptedException {
        answer(false);
        keeper.start();
        next();
        next();
        gateway = Optional.of(CAFE);
        answer(false);
        keeper.onChange();
        assertThat(next()).isEqualTo("lost: the default gateway is another one");
        assertThat(next()).isEqualTo("map at 10.0.0.1");
        assertThat(next()).isEqualTo("mapped 203.0.113.1:7777");
        gateway = Optional.empty();
        keeper.onChange();
        assertThat(next()).startsWith("lost");
        keeper.end();
        assertThat(keeper.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
        assertThat(events).as("nobody to delete it at").isEmpty();
    }

    @Test
    void aRestartIsToldToTheOwner() throws InterruptedException {
        answer(true);
        keeper.start();
        next();
        next();
        assertThat(next()).isEqualTo("restart");
    }

    @Test
    void whoWasRefusedHasNothingToDelete() throws InterruptedException {
        answers.add(new Answer.None("refused"));
        keeper.start();
        next();
        assertThat(keeper.awaitEnd(TimeUnit.MILLISECONDS.toNanos(50))).isFalse();
        assertThat(keeper.current().words()).isEqualTo("refused");
        keeper.end();
        assertThat(keeper.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void whoEndsWhileTheRouterIsAskedDeletesWhatItMayHaveMade() throws InterruptedException {
        keeper.start();
        assertThat(next()).isEqualTo("map at 192.168.1.1");
        keeper.end();
        assertThat(next()).isEqualTo("unmap at 192.168.1.1");
    }

    /** Says what it is told to do, and answers as the test wants. */
    private final class ScriptedMapper implements Mapper {
        @Override
        public Protocol protocol() {
            return Protocol.UPNP;
        }

        @Override
        public Answer map(Gateway at, Request request) throws InterruptedException {
            events.add("map at " + at.router());
            return answers.take();
        }

        @Override
        public void unmap(Gateway at, Request request) {
            events.add("unmap at " + at.router());
        }
    }

    private final class Owner implements Keeper.Owner {
        @Override
        public void onReport(Protocol protocol, Upkeep.Report report) {
            events.add(
                    switch (report) {
                        case Upkeep.Report.Mapped mapped ->
                            "mapped " + mapped.mapping().external();
                        case Upkeep.Report.Lost lost -> "lost: " + lost.why();
                    });
        }

        @Override
        public void onRestart(Keeper noticedBy) {
            events.add("restart");
        }
    }
}
