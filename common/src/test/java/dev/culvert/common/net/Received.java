package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.path.Arrival;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A datagram that came in.
 *
 * @param arrival filled by the receive
 */
record Received(byte[] payload, Arrival arrival) {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** The next datagram; waits for it for at most ten seconds. */
    static Received from(UdpSocket socket) {
        byte[] buffer = new byte[UdpSocket.RECEIVE_BYTES];
        Arrival arrival = new Arrival(socket);
        long start = System.nanoTime();
        int length = socket.receive(buffer, arrival);
        while (length == UdpSocket.NOTHING) {
            assertThat(System.nanoTime() - start)
                    .as("waited 10 s for a datagram")
                    .isLessThan(TIMEOUT_NANOS);
            LockSupport.parkNanos(POLL_NANOS);
            length = socket.receive(buffer, arrival);
        }
        return new Received(Arrays.copyOf(buffer, length), arrival);
    }
}
