package dev.culvert.common.path;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Local UDP ports beside the main one: bare ports for a volley, fresh ones after a round that failed, throw-away ones for
 * tests of the NAT. Only the conductor's thread may call.
 */
public interface UdpPorts {
    /**
     * Opens a port whose number the system chooses. What arrives at it goes the same way as what arrives at the main one,
     * and the path back leads through it. It can send at once; datagrams that arrive before it is listened to, a moment
     * later, wait.
     *
     * @return null when no descriptor can be had, which is counted
     */
    @Nullable
    UdpPort open();

    /**
     * As {@link #open}, and what routers report of the port's datagrams is told, of a few dozen at most. A report tells the
     * datagram's destination but not always its payload: to tell datagrams to one destination apart, send them from
     * different ports.
     *
     * @param handler told on the conductor's thread, until the port is closed
     * @return null when no descriptor can be had, which is counted
     */
    @Nullable
    UdpPort openForErrors(Consumer<IcmpError> handler);

    /**
     * Closes a port that was opened here; nothing if it is closed already. From now on every send by it fails. Its number
     * stays taken until each data thread that may be sending by it has passed an epoch.
     */
    void close(UdpPort port);
}
