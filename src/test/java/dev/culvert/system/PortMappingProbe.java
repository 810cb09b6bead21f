package dev.culvert.system;

import dev.culvert.common.net.BootClock;
import dev.culvert.edge.portmap.DefaultGateway;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.portmap.PortMappings;
import dev.culvert.edge.portmap.Protocol;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a port mapped and says on standard output what happens to it, until SIGTERM. The program of a child JVM inside a
 * namespace: the threads that ask the router are not to be moved there one by one.
 */
final class PortMappingProbe implements PortMappings.Listener {
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
        PortMappings mappings = PortMappings.start(
                wish, new DefaultGateway(), new BootClock(), new SecureRandom(), new PortMappingProbe());
        var first = mappings.first().join();
        say(round + " " + first.map(PortMapping::external) + " after " + millisSince(startedNs) + " ms");
        return mappings;
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
        say("mapped " + mapping.protocol() + " " + mapping.external());
    }

    @Override
    public void onLost(Protocol protocol, String why) {
        say("lost " + protocol + ": " + why);
    }
}
