package dev.culvert.edge.portmap;

import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.EpochClock;
import dev.culvert.edge.portmap.wire.PcpMessage;
import dev.culvert.edge.portmap.wire.PcpNonce;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Maps by PCP's MAP opcode (RFC 6887 section 11). */
final class PcpMapper implements Mapper {
    private final NanoClock clock;
    private final int port;
    /** One for life: a renewal, and a deletion, prove by it that the mapping is ours. */
    private final PcpNonce nonce;

    private @Nullable Gateway heard;
    private volatile EpochClock epoch = EpochClock.ofPcp();

    PcpMapper(NanoClock clock, RandomGenerator random) {
        this(clock, random, PcpMessage.SERVER_PORT);
    }

    PcpMapper(NanoClock clock, RandomGenerator random, int port) {
        this.clock = clock;
        this.port = port;
        nonce = PcpNonce.random(random);
    }

    @Override
    public Protocol protocol() {
        return Protocol.PCP;
    }

    @Override
    public Answer map(Gateway gateway, Request request) throws InterruptedException {
        if (!gateway.equals(heard)) {
            heard = gateway;
            epoch = EpochClock.ofPcp();
        }
        try {
            return ask(gateway, request, request.externalPort(), request.leaseSeconds())
                    .map(this::answer)
                    .orElseGet(() -> new Answer.None("no answer"));
        } catch (IOException e) {
            return new Answer.None(GatewaySocket.words(e));
        }
    }

    @Override
    public void unmap(Gateway gateway, Request request) throws InterruptedException {
        try {
            ask(gateway, request, 0, 0);
        } catch (IOException e) {
            // The router went away, and the mapping with it.
        }
    }

    private Optional<PcpMessage> ask(Gateway gateway, Request request, int suggestedPort, long lifetime)
            throws IOException, InterruptedException {
        byte[] bytes = PcpMessage.mapRequest(gateway.local(), nonce, request.internalPort(), suggestedPort, lifetime);
        return GatewaySocket.ask(
                gateway,
                port,
                List.of(bytes),
                (answer, length) ->
                        PcpMessage.parse(answer, length).filter(message -> isOurs(message, request.internalPort())));
    }

    private boolean isOurs(PcpMessage message, int internalPort) {
        return switch (message) {
            case PcpMessage.Mapped mapped ->
                mapped.nonce().equals(nonce)
                        && mapped.protocol() == PcpMessage.UDP
                        && mapped.internalPort() == internalPort;
            case PcpMessage.Refusal refusal ->
                refusal.nonce().map(nonce::equals).orElse(true);
            case PcpMessage.OtherVersion ignored -> true;
            case PcpMessage.Announcement ignored -> false;
        };
    }

    private Answer answer(PcpMessage message) {
        return switch (message) {
            case PcpMessage.Mapped mapped -> granted(mapped);
            case PcpMessage.Refusal refusal -> new Answer.None("refused: " + refusal.words());
            case PcpMessage.OtherVersion other ->
                new Answer.None(
                        other.version() == 0
                                ? "the router offers nat-pmp only"
                                : "the router speaks version " + other.version());
            case PcpMessage.Announcement ignored -> new Answer.None("no answer");
        };
    }

    private Answer granted(PcpMessage.Mapped mapped) {
        boolean restarted = epoch.isRestart(mapped.epochSeconds(), clock.nowNs());
        if (mapped.external().isEmpty() || mapped.lifetimeSeconds() == 0) {
            return new Answer.None("refused: the answer has no endpoint");
        }
        return new Answer.Granted(mapped.external().get(), Duration.ofSeconds(mapped.lifetimeSeconds()), restarted);
    }

    @Override
    public boolean isChangedBy(byte[] bytes, int length, long nowNs) {
        if (PcpMessage.parse(bytes, length).orElse(null) instanceof PcpMessage.Announcement announcement) {
            boolean isNew = !epoch.isKnown();
            return epoch.isRestart(announcement.epochSeconds(), nowNs) || isNew;
        }
        return false;
    }
}
