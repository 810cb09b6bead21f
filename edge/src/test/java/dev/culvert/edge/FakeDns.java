package dev.culvert.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** A resolver that knows what the test says, and answers when it says so. */
final class FakeDns implements StunNames.Resolver {
    final Map<String, String> hosts = new HashMap<>();
    final Queue<Runnable> lookUps = new ArrayDeque<>();

    @Override
    public void start(String host, Runnable lookUp) {
        lookUps.add(lookUp);
    }

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        String address = hosts.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.ofLiteral(address)};
    }
}
