package dev.culvert.edge;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.loop.Conductor;
import dev.culvert.common.loop.Core;
import dev.culvert.common.loop.EventLoops;
import dev.culvert.common.loop.Receiver;
import dev.culvert.common.loop.UndoStack;
import dev.culvert.common.loop.WorkerPorts;
import dev.culvert.common.net.BootClock;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.nat.NatDetector;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.nat.Observation;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.network.LocalAddress;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.edge.status.NatStatus;
import dev.culvert.edge.status.NetcheckReport;
import dev.culvert.edge.status.NetcheckReport.NetcheckServer;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.RouteWatch;
import dev.culvert.tun.TunException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, without a running edge, what an edge would meet in this network: a detector of NATs on a port of its own, with
 * the threads of an edge. One run an instance.
 */
public final class Netcheck {
    /** Names that DNS has not answered for by then are left out: a resolver without network takes far longer. */
    private static final long NAMES_NS = TimeUnit.SECONDS.toNanos(2);
    /** Whatever happens, it ends. */
    private static final long END_NS = TimeUnit.SECONDS.toNanos(10);
    /** Between looks whether all is known. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Where supernodes answer STUN too, unless they were started with another {@code --stun-port}. */
    private static final int SECOND_PORT = 3478;

    private final NanoClock clock = new BootClock();
    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final StunClient client = new StunClient(new SecureRandom(), counters);
    private final Map<StunNames.Server, List<Endpoint>> found = new LinkedHashMap<>();
    private final CompletableFuture<NetcheckReport> done = new CompletableFuture<>();

    private int mappedPort;
    private Optional<Gateway> gateway = Optional.empty();
    private @Nullable PortMappingCheck mapping; // the conductor's, until that has ended

    private Netcheck() {}

    /**
     * Asks supernodes, the given servers and the public ones; 10 s at most.
     *
     * @param portMapping whether the router is asked, too, for port mappings
     * @throws ExitException if no UDP port can be opened
     */
    public static NetcheckReport run(List<HostPort> supernodes, List<HostPort> servers, boolean portMapping)
            throws ExitException, InterruptedException {
        try (UndoStack undo = new UndoStack()) {
            return new Netcheck().check(supernodes, servers, portMapping, undo);
        }
    }

    private NetcheckReport check(List<HostPort> supernodes, List<HostPort> servers, boolean portMapping, UndoStack undo)
            throws ExitException, InterruptedException {
        Epochs epochs = new Epochs();
        UdpSocket socket = openSocket(epochs, undo);
        if (portMapping) { // another port: what a router forwards would look like a NAT that lets everybody in
            mappedPort = openSocket(epochs, undo).localPort();
            undo.add("delete the port mappings", this::closeMapping);
        }
        Conductor<StunPort.Response> conductor = new Conductor<>(
                EventLoops.open("conductor", undo), clock, epochs, response -> false, done::completeExceptionally);
        IoEventLoop workerLoop = EventLoops.open("worker-0", undo);
        Receiver worker = new Receiver(socket, new StunPort(conductor, counters), epochs.join(), clock);
        WorkerPorts ports =
                new WorkerPorts(worker, workerLoop, conductor::execute, epochs, counters, UdpOffloads.SENDING);
        undo.add("close further UDP ports", ports::close);

        NatDetector detector = new NatDetector(client, socket, ports, endpoint -> true, (report, news, nowNs) -> {});
        LocalNetwork network = ownNetwork();
        gateway = network.gateway();
        detector.useAddresses(
                network.addresses().stream().map(LocalAddress::address).toList());
        List<StunNames.Server> all = new ArrayList<>();
        supernodes.forEach(place ->
                all.add(new StunNames.Server(place, ServerKind.SUPERNODE, List.of(place.port(), SECOND_PORT))));
        all.addAll(StunNames.configuredAndPublic(servers));
        StunNames names = new StunNames(conductor::execute, all, endpoint -> true, (server, endpoints) -> {
            found.put(server, endpoints);
            detector.useServers(server.place().toString(), server.kind(), endpoints, clock.nowNs());
        });
        IoRegistration registration = worker.register(workerLoop);
        undo.add("stop receiving", registration::cancel);
        conductor.start(new Checking(detector));
        long startNs = clock.nowNs();
        conductor.execute(() -> {
            names.resolve();
            detector.start(clock.nowNs());
            look(conductor, detector, names, all, startNs);
        });
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new ExitException(ExitCode.SOFTWARE, "the check failed: " + e.getCause(), e);
        }
    }

    /** This host's, without the device of an edge that runs here. */
    private static LocalNetwork ownNetwork() throws ExitException {
        try (RouteWatch watch = RouteWatch.open()) {
            HostNetwork network = watch.network();
            int edge = network.links().stream()
                    .filter(link -> link.name().equals(EdgeConfig.DEFAULT_DEVICE))
                    .mapToInt(HostLink::index)
                    .findFirst()
                    .orElse(0);
            return LocalAddresses.of(network, edge);
        } catch (TunException e) {
            throw StartFailures.failed(e);
        }
    }

    /** The router is asked last: the errors by which it refuses would use up those that tell how many routers there are. */
    private boolean isMappingKnown() {
        PortMappingCheck check = mapping;
        if (mappedPort > 0 && check == null) {
            check = PortMappingCheck.start(mappedPort, gateway, clock);
            mapping = check;
        }
        return check == null || check.isDone();
    }

    private void closeMapping() {
        if (mapping != null) {
            mapping.close();
        }
    }

    private static UdpSocket openSocket(Epochs epochs, UndoStack undo) throws ExitException {
        UdpSocket socket = StartFailures.openSocket(0, UdpOffloads.SENDING);
        undo.add("close a UDP socket", () -> {
            epochs.retire(socket::close); // every thread has ended: nobody holds it any more
            epochs.poll();
        });
        return socket;
    }

    private void look(
            Conductor<?> conductor, NatDetector detector, StunNames names, List<StunNames.Server> all, long startNs) {
        long passedNs = clock.nowNs() - startNs;
        boolean resolved = !names.isUnderWay() || passedNs >= NAMES_NS;
        boolean known = found.isEmpty() || (detector.report().complete() && !client.isBusy());
        boolean mapped = !(resolved && known) || isMappingKnown();
        if ((resolved && known && mapped) || passedNs >= END_NS) {
            done.complete(report(detector.report(), all));
        } else {
            conductor.schedule(() -> look(conductor, detector, names, all, startNs), LOOK_NS);
        }
    }

    private NetcheckReport report(NatReport report, List<StunNames.Server> all) {
        List<NetcheckServer> servers = new ArrayList<>();
        for (StunNames.Server server : all) {
            List<Endpoint> endpoints = found.getOrDefault(server, List.of());
            if (endpoints.isEmpty()) {
                servers.add(new NetcheckServer(
                        server.place().toString(), Optional.empty(), Optional.empty(), Optional.empty()));
            }
            endpoints.forEach(endpoint -> servers.add(row(server, endpoint, report)));
        }
        return new NetcheckReport(
                found.isEmpty() ? Optional.empty() : Optional.of(report.isReached()),
                mapped(report, true),
                mapped(report, false),
                NatStatus.of(report),
                mapping == null ? List.of() : mapping.services(),
                servers);
    }

    private static NetcheckServer row(StunNames.Server server, Endpoint endpoint, NatReport report) {
        @Nullable
        Observation observation = report.observations().stream()
                .filter(one -> one.server().equals(endpoint))
                .findFirst()
                .orElse(null);
        return observation == null
                ? new NetcheckServer(
                        server.place().toString(), Optional.of(endpoint), Optional.empty(), Optional.empty())
                : new NetcheckServer(
                        server.place().toString(),
                        Optional.of(endpoint),
                        Optional.of(Math.round(observation.rttNs() / 100_000.0) / 10.0),
                        Optional.of(observation.mapped()));
    }

    private static List<Endpoint> mapped(NatReport report, boolean ipv4) {
        return report.mapped().stream()
                .filter(endpoint -> endpoint.address().isIpv4() == ipv4)
                .toList();
    }

    private final class Checking implements Core<StunPort.Response> {
        private final NatDetector detector;

        Checking(NatDetector detector) {
            this.detector = detector;
        }

        @Override
        public void onEvent(StunPort.Response response, int waiting, long nowNs) {
            client.onMessage(response.message(), response.source(), nowNs);
        }

        @Override
        public void onTick(long nowNs) {
            client.onTick(nowNs);
            detector.onTick(nowNs);
        }

        @Override
        public boolean isBusy() {
            return client.isBusy() || detector.isBusy();
        }
    }
}
