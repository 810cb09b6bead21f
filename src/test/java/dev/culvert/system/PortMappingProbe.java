package dev.culvert.system;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.net.BootClock;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.portmap.PortMappings;
import dev.culvert.edge.portmap.Protocol;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.RouteWatch;
import dev.culvert.tun.TunException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a port mapped and says on standard output what happens to it, until SIGTERM. The program of a child JVM inside a
 * namespace: the threads that ask the router are not to be moved there one by one.
 */
final class PortMappingProbe implements PortMappings.Listener {
    private static final long FIRST_MS = 250;

    private final CompletableFuture<Optional<PortMapping>> first = new CompletableFuture<>();

    private PortMappingProbe() {}

    /** The arguments: port, lease in seconds, how often to start, protocols. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[2]);
        Set<Protocol> protocols = Stream.of(args).skip(3).map(Protocol::valueOf).collect(Collectors.toSet());
        var wish = new PortMappings.Wish(port, Duration.ofSeconds(Long.parseLong(args[1])), protocols);
        try (DatagramSocket socket = new DatagramSocket(port)) {
            for (int i = 1; i < rounds; i++) {
                start("first", wish).close();
            }
            PortMappings mappings = start("last", wish);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(mappings)));
            DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
            while (true) {
                packet.setLength(1_500);
                socket.receive(packet);
                say("received "
                        + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                        + "; holding " + mappings.current());
            }
        }
    }

    private static PortMappings start(String round, PortMappings.Wish wish) {
        long startedNs = System.nanoTime();
        PortMappingProbe probe = new PortMappingProbe();
        PortMappings mappings =
                PortMappings.start(wish, PortMappingProbe::gateway, new BootClock(), new SecureRandom(), probe);
        var first = probe.first
                .completeOnTimeout(Optional.empty(), FIRST_MS, TimeUnit.MILLISECONDS)
                .join();
        say(round + " " + first.map(PortMapping::external) + " after " + millisSince(startedNs) + " ms");
        return mappings;
    }

    private static Optional<Gateway> gateway() {
        try (RouteWatch watch = RouteWatch.open()) {
            HostNetwork network = watch.network();
            IpAddress own = network.addresses().stream()
                    .map(address -> IpAddress.of(address.prefix().address()))
                    .filter(address -> AddressScope.of(address) == AddressScope.PRIVATE)
                    .findFirst()
                    .orElseThrow();
            return network.gateway(false).map(router -> new Gateway(IpAddress.of(router), own));
        } catch (TunException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(PortMappings mappings) {
        say("standings " + mappings.standings());
        long startedNs = System.nanoTime();
        mappings.close();
        say("closed in " + millisSince(startedNs) + " ms");
    }

    private static long millisSince(long startedNs) {
        return Duration.ofNanos(System.nanoTime() - startedNs).toMillis();
    }

    private static void say(String line) {
        System.out.println(line);
    }

    @Override
    public void onMapped(PortMapping mapping) {
        first.complete(Optional.of(mapping));
        say("mapped " + mapping.protocol() + " " + mapping.external());
    }

    @Override
    public void onLost(Protocol protocol, String why) {
        say("lost " + protocol + ": " + why);
    }
}
