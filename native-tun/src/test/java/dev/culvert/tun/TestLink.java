package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Does to an interface what an administrator might do, in the namespace of the calling thread. */
final class TestLink {
    private static final int IFF_UP = 1;

    private TestLink() {}

    static TunConfig config(String name, String... addresses) {
        return new TunConfig(name, 1400, 1, false, prefixes(addresses), List.of());
    }

    static List<Prefix> prefixes(String... texts) {
        return List.of(texts).stream().map(Prefix::parse).toList();
    }

    static boolean exists(TunDevice device) {
        try {
            return NetworkInterface.getByIndex(device.index()) != null;
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }

    static void remove(TunDevice device) throws TunException {
        change(LinkMessages.delete(device.index()));
    }

    static void takeDown(TunDevice device) throws TunException {
        change(new NetlinkRequest(LinkMessages.RTM_NEWLINK, NetlinkRequest.NLM_F_ACK)
                .u32(0)
                .u32(device.index())
                .u32(0)
                .u32(IFF_UP));
    }

    /** Runs {@code ip}, its arguments in one line. */
    static void ip(String arguments) {
        try {
            Process process = new ProcessBuilder(("ip " + arguments).split(" "))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("ip %s: %s", arguments, output).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(arguments, e);
        }
    }

    static void change(NetlinkRequest request) throws TunException {
        try (RouteSocket socket = RouteSocket.open()) {
            assertThat(socket.execute("test", request).ok()).isTrue();
        }
    }
}
