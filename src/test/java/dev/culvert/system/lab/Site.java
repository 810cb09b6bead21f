package dev.culvert.system.lab;

import java.util.List;

/**
 * A customer of the {@link Wan}: one or two hosts, the routers before them, and the access link.
 *
 * @param hosts where edges run
 * @param routers the one next to the hosts first; none where the host itself has the public address
 * @param access from the customer (forward: what it sends) to the provider
 * @param address the public address that its packets come from
 */
public record Site(List<Host> hosts, List<NatRouter> routers, ImpairedLink access, String address) {
    /** Copies the lists. */
    public Site {
        hosts = List.copyOf(hosts);
        routers = List.copyOf(routers);
    }

    /** The host, of a site that has one. */
    public Host host() {
        return hosts.getFirst();
    }

    /** Forgets every mapping of its routers. */
    public void forget() {
        routers.forEach(NatRouter::forget);
    }
}
