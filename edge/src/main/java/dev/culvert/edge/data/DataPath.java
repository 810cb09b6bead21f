package dev.culvert.edge.data;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.session.IndexTable;
import dev.culvert.edge.peer.Peer;

/**
 * A packet's whole way, both directions, in order. An instance belongs to one thread, which owns its buffers; what the
 * instances share is read without locks.
 *
 * <pre>
 *  TUN → UDP   onTunBatch    route → peer's keys and path → split → MSS → size → counters → seal → train     {@link Outgoing}
 *  UDP → TUN   onDatagrams   classify → index → age → open → replay → IP → source is the peer's → MSS        {@link Incoming}
 *                            → join → write                                                                  {@link Delivery}
 * </pre>
 *
 * Whatever is dropped is counted once. Everything that is not data leaves by one call, {@link EventSink#offer}.
 *
 * <p>From the device come super-packets, which are split in place, and each segment is sealed from there into a train of messages.
 * Messages are opened to where their payload continues the packet before, if it does. So payload moves through the cipher
 * only. A TCP or UDP checksum that the kernel has left out stays out where the peer can have it done: the message says so.
 */
public final class DataPath implements DatagramHandler {
    private final Outgoing outgoing;
    private final Incoming incoming;

    /** A data path for one thread that seals and opens by the JDK's own ciphers. */
    public DataPath(
            Routes routes,
            IndexTable<Peer> indices,
            RelayTokens relayTokens,
            int mtu,
            EventSink<DataEvent> events,
            TunWriter tun,
            Counters<CounterId> counters) {
        this(routes, indices, relayTokens, mtu, events, tun, counters, AeadFactory.JCE);
    }

    /**
     * A data path for one thread.
     *
     * @param mtu of the TUN device: nothing larger is sent, padding included
     * @param tun where decrypted packets go, and ICMP errors about packets that are too large
     * @param aeads what seals and opens
     */
    public DataPath(
            Routes routes,
            IndexTable<Peer> indices,
            RelayTokens relayTokens,
            int mtu,
            EventSink<DataEvent> events,
            TunWriter tun,
            Counters<CounterId> counters,
            AeadFactory aeads) {
        DataEvents offered = new DataEvents(events, counters);
        outgoing = new Outgoing(routes, mtu, offered, tun, counters, aeads);
        incoming = new Incoming(routes, indices, relayTokens, mtu, offered, tun, counters, aeads);
    }

    /** Packets from the TUN device: each goes to the peer that its destination belongs to. */
    public void onTunBatch(PacketBatch batch, long nowNs) {
        outgoing.onTunBatch(batch, nowNs);
    }

    /** The device had a packet that it could not hand over: it is lost. */
    public void onInexpressible() {
        outgoing.onInexpressible();
    }

    /** Seals and sends packets {@code from} to {@code to} − 1 to one peer, or leaves them to the conductor. */
    public void sendRun(Peer peer, PacketBatch batch, int from, int to, long nowNs) {
        outgoing.sendRun(peer, batch, from, to, nowNs);
    }

    @Override
    public void onDatagram(byte[] bytes, int offset, int length, Arrival arrival, long nowNs) {
        incoming.onDatagram(bytes, offset, length, arrival, nowNs);
    }

    /** Nothing more is waiting: lets go of what is held from one datagram to the next, and writes what was opened. */
    @Override
    public void endOfDatagrams(long nowNs) {
        incoming.endOfDatagrams(nowNs);
    }
}
