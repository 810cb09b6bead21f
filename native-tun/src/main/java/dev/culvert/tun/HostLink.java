package dev.culvert.tun;

/**
 * A network interface of this host.
 *
 * @param index its number in its network namespace, above 0
 * @param name as {@code ip link} shows it; empty if the kernel did not tell
 * @param up taken up, and with a carrier: a bridge without a port that is up has none
 * @param loopback whether its packets come back to this host
 */
public record HostLink(int index, String name, boolean up, boolean loopback) {}
