package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.data.TunWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The TUN device of a simulated edge: it answers pings, and knows which of its own were answered. */
final class SimDevice implements TunWriter {
    private final SimNetwork network;
    private final Supplier<IpAddress> overlay;
    private final Consumer<byte[]> answer;
    private final PingLog pings = new PingLog();
    private int unreachables;

    /**
     * A device that nothing was sent by.
     *
     * @param overlay its own address
     * @param answer takes packets for other edges, soon
     */
    SimDevice(SimNetwork network, Supplier<IpAddress> overlay, Consumer<byte[]> answer) {
        this.network = network;
        this.overlay = overlay;
        this.answer = answer;
    }

    /** The next ping that is to be sent, and what it looks like. */
    byte[] nextPing(IpAddress to) {
        return PingPacket.request(overlay.get(), to, pings.sent(network.nowNs()));
    }

    PingLog pings() {
        return pings;
    }

    /** How many packets the host was told to be undeliverable. */
    int unreachables() {
        return unreachables;
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length) {
        if (length != PingPacket.BYTES) {
            unreachables++;
            return true;
        }
        int number = PingPacket.sequence(bytes, offset);
        if (PingPacket.isRequest(bytes, offset)) {
            answer.accept(PingPacket.reply(overlay.get(), PingPacket.source(bytes, offset), number));
        } else {
            pings.answered(number, network.nowNs());
        }
        return true;
    }
}
