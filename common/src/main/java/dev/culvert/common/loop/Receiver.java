package dev.culvert.common.loop;

import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.time.NanoClock;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives: a netty event loop waits on the socket; when it is readable, all that waits is received and handled here, on
 * the loop's thread, which never blocks. Receivers of one loop can share what is large.
 */
public final class Receiver implements EpollIoHandle {
    private static final Logger log = LoggerFactory.getLogger(Receiver.class);

    /** Receives before the loop looks at its other tasks again, and the handler lets go of what it holds back. */
    private static final int RECEIVES_A_TURN = 64;
    /**
     * And bytes: a receive may bring 64 datagrams at once, and eight such take about half a millisecond. What is held back
     * until the end of a turn waits no longer than that, and is enough to be joined.
     */
    private static final int BYTES_A_TURN = 8 * UdpSocket.RECEIVE_BYTES;

    private final UdpSocket socket;
    private final DatagramHandler handler;
    private final Epochs.Member epoch;
    private final NanoClock clock;
    private final FileDescriptor descriptor;
    private final Arrival arrival;
    private final byte[] received;
    private final Consumer<IcmpError> errors;

    /**
     * A receiver on a socket.
     *
     * @param epoch the place of the loop's thread
     */
    public Receiver(UdpSocket socket, DatagramHandler handler, Epochs.Member epoch, NanoClock clock) {
        this(socket, handler, epoch, clock, new byte[UdpSocket.RECEIVE_BYTES], error -> {});
    }

    private Receiver(
            UdpSocket socket,
            DatagramHandler handler,
            Epochs.Member epoch,
            NanoClock clock,
            byte[] received,
            Consumer<IcmpError> errors) {
        this.socket = socket;
        this.handler = handler;
        this.epoch = epoch;
        this.clock = clock;
        this.descriptor = new FileDescriptor(socket.descriptor());
        this.arrival = new Arrival(socket);
        this.received = received;
        this.errors = errors;
    }

    /**
     * A receiver on another socket for the same loop, with the same handler, buffer and place among the data threads.
     *
     * @param told what is reported of the socket's datagrams, if it was opened for errors; on the loop's thread
     */
    Receiver beside(UdpSocket other, Consumer<IcmpError> told) {
        return new Receiver(other, handler, epoch, clock, received, told);
    }

    /** Has the loop wait for datagrams; returns when it does. Any thread, the loop's too. */
    public IoRegistration register(IoEventLoop loop) {
        IoRegistration registration = loop.register(this).syncUninterruptibly().getNow();
        registration.submit(EpollIoOps.EPOLLIN);
        return registration;
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        epoch.enter();
        long nowNs = clock.nowNs();
        try {
            if (socket.keepsErrors()) {
                takeErrors();
            }
            int bytes = 0;
            for (int i = 0; i < RECEIVES_A_TURN && bytes < BYTES_A_TURN; i++) {
                int length = socket.receive(received, arrival);
                if (length == UdpSocket.NOTHING) {
                    break;
                }
                bytes += length;
                handler.onDatagrams(received, length, arrival.segmentSize(), arrival, nowNs);
            }
        } catch (RuntimeException e) {
            log.error("unexpected failure on a received datagram; going on", e);
        } finally {
            end(nowNs);
        }
    }

    private void end(long nowNs) {
        try {
            handler.endOfDatagrams(nowNs);
        } catch (RuntimeException e) {
            log.error("unexpected failure after received datagrams; going on", e);
        } finally {
            epoch.leave();
        }
    }

    private void takeErrors() {
        for (int i = 0; i < RECEIVES_A_TURN; i++) {
            IcmpError error = socket.receiveError();
            if (error == null) {
                break;
            }
            errors.accept(error);
        }
    }

    /** The loop has let go; the socket is closed by who opened it. */
    @Override
    public void close() {}
}
