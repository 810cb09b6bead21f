package dev.culvert.edge.portmap;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.wire.EpochClock;
import dev.culvert.edge.portmap.wire.NatPmpMessage;
import dev.culvert.edge.portmap.wire.PcpMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps by NAT-PMP (RFC 6886): port and external address are asked for at once, each in a datagram of its own. */
final class NatPmpMapper implements Mapper {
    private final NanoClock clock;
    private final int port;

    private @Nullable Gateway heard;
    private volatile EpochClock epoch = EpochClock.ofNatPmp();
    private volatile IpAddress external = IpAddress.ofIpv4(0);

    NatPmpMapper(NanoClock clock) {
        this(clock, NatPmpMessage.SERVER_PORT);
    }

    NatPmpMapper(NanoClock clock, int port) {
        this.clock = clock;
        this.port = port;
    }

    @Override
    public Protocol protocol() {
        return Protocol.NAT_PMP;
    }

    @Override
    public Answer map(Gateway gateway, Request request) throws InterruptedException {
        if (!gateway.equals(heard)) {
            heard = gateway;
            epoch = EpochClock.ofNatPmp();
        }
        List<byte[]> requests = List.of(
                NatPmpMessage.addressRequest(),
                NatPmpMessage.mapRequest(request.internalPort(), request.externalPort(), request.leaseSeconds()));
        try {
            return GatewaySocket.ask(gateway, port, requests, new Reading(request.internalPort()))
                    .orElseGet(() -> new Answer.None("no answer"));
        } catch (IOException e) {
            return new Answer.None(GatewaySocket.words(e));
        }
    }

    @Override
    public void unmap(Gateway gateway, Request request) throws InterruptedException {
        List<byte[]> requests = List.of(NatPmpMessage.mapRequest(request.internalPort(), 0, 0));
        try {
            GatewaySocket.ask(
                    gateway,
                    port,
                    requests,
                    (bytes, length) -> NatPmpMessage.parse(bytes, length)
                            .filter(message -> !(message instanceof NatPmpMessage.ExternalAddress)));
        } catch (IOException e) {
            // The router went away, and the mapping with it.
        }
    }

    /** A router that knows PCP too announces its restart by that alone; the epoch is the same. */
    @Override
    public boolean isChangedBy(byte[] bytes, int length, long nowNs) {
        if (NatPmpMessage.parse(bytes, length).orElse(null) instanceof NatPmpMessage.ExternalAddress now) {
            boolean moved = !external.isUnspecified() && !external.equals(now.address());
            return isNews(now.epochSeconds(), nowNs) || moved;
        }
        return PcpMessage.parse(bytes, length).orElse(null) instanceof PcpMessage.Announcement announcement
                && isNews(announcement.epochSeconds(), nowNs);
    }

    private boolean isNews(long epochSeconds, long nowNs) {
        boolean isNew = !epoch.isKnown();
        return epoch.isRestart(epochSeconds, nowNs) || isNew;
    }

    /** Waits for both answers, in whatever order, or for a refusal. */
    private final class Reading implements GatewaySocket.Reader<Answer> {
        private final int internalPort;
        private Optional<IpAddress> address = Optional.empty();
        private Optional<NatPmpMessage.Mapped> mapped = Optional.empty();
        private boolean restarted;

        Reading(int internalPort) {
            this.internalPort = internalPort;
        }

        @Override
        public Optional<Answer> read(byte[] bytes, int length) {
            return NatPmpMessage.parse(bytes, length).flatMap(this::read);
        }

        private Optional<Answer> read(NatPmpMessage message) {
            switch (message) {
                case NatPmpMessage.ExternalAddress answer -> {
                    restarted |= epoch.isRestart(answer.epochSeconds(), clock.nowNs());
                    address = Optional.of(answer.address());
                }
                case NatPmpMessage.Mapped answer -> {
                    if (answer.internalPort() == internalPort) {
                        restarted |= epoch.isRestart(answer.epochSeconds(), clock.nowNs());
                        mapped = Optional.of(answer);
                    }
                }
                case NatPmpMessage.Refusal refusal -> {
                    return Optional.of(new Answer.None("refused: " + refusal.words()));
                }
                case NatPmpMessage.OtherVersion ignored -> {
                    return Optional.of(new Answer.None("the router offers pcp only"));
                }
            }
            return address.isPresent() && mapped.isPresent()
                    ? Optional.of(granted(address.get(), mapped.get()))
                    : Optional.empty();
        }

        private Answer granted(IpAddress address, NatPmpMessage.Mapped mapped) {
            if (address.isUnspecified() || mapped.externalPort() == 0 || mapped.lifetimeSeconds() == 0) {
                return new Answer.None("refused: the answer has no endpoint");
            }
            external = address;
            return new Answer.Granted(
                    new Endpoint(address, mapped.externalPort()),
                    Duration.ofSeconds(mapped.lifetimeSeconds()),
                    restarted);
        }
    }
}
