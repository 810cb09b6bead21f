package dev.culvert.edge.portmap;

import dev.culvert.edge.network.Gateway;

/** Speaks one protocol with a router. All calls block, for some seconds at most, and on one thread. */
interface Mapper {
    /** Which. */
    Protocol protocol();

    /**
     * Asks for a mapping to {@link Request#internalPort}, or renews the one that there is.
     *
     * @throws InterruptedException if interrupted; the router may have made the mapping
     */
    Answer map(Gateway gateway, Request request) throws InterruptedException;

    /** Deletes what {@link #map} made at this gateway; gives up in silence, for a lease ends by itself. */
    void unmap(Gateway gateway, Request request) throws InterruptedException;

    /** Hears what the router says unasked, at 224.0.0.1; true if its mappings are gone, or are others
     * now, or if it was never heard before. Any thread. */
    default boolean isChangedBy(byte[] bytes, int length, long nowNs) {
        return false;
    }

    /**
     * What is wanted.
     *
     * @param internalPort of this host
     * @param externalPort the wanted one: it was granted before, or is as good as any
     * @param leaseSeconds at least 1
     */
    record Request(int internalPort, int externalPort, long leaseSeconds) {}
}
