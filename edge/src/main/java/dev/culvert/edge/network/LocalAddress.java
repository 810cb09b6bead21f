package dev.culvert.edge.network;

import dev.culvert.common.ip.IpAddress;

/**
 * An address of this host by which others may reach it, from nearby at least. Immutable.
 *
 * @param device the interface's name
 */
public record LocalAddress(IpAddress address, String device) {
    /** The address. */
    @Override
    public String toString() {
        return address.toString();
    }
}
