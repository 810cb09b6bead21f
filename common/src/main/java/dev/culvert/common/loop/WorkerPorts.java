package dev.culvert.common.loop;

import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import dev.culvert.common.time.Limits;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further ports of a worker: its loop waits on them too, and what arrives goes to the worker's handler by the worker's
 * buffers, so that a port costs little more than its descriptor.
 *
 * <pre>
 *  conductor   open ─ send …            close: sends fail                ─ retire ─ … epoch passed: close(2)
 *  worker           └► register ─ receive …        └► cancel registration ─┘
 * </pre>
 *
 * Conductor thread. Tasks reach the worker in their order: a port is registered before it is cancelled.
 */
public final class WorkerPorts implements UdpPorts, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerPorts.class);

    private final Receiver worker;
    private final IoEventLoop loop;
    private final Executor conductor;
    private final Epochs epochs;
    private final Counters<CounterId> counters;
    private final UdpOffloads offloads;
    private final Map<UdpPort, Listening> open = new HashMap<>();
    private final Set<UdpSocket> descriptors = new HashSet<>(); // open, or closing

    /**
     * Ports of a worker.
     *
     * @param worker the receiver that they share handler and buffer with
     * @param loop the worker's loop
     * @param conductor runs something on the conductor's thread, or nothing once that has stopped
     * @param epochs closes descriptors; the conductor polls it
     * @param offloads of every port: whichever answers may become a path that carries data
     */
    public WorkerPorts(
            Receiver worker,
            IoEventLoop loop,
            Executor conductor,
            Epochs epochs,
            Counters<CounterId> counters,
            UdpOffloads offloads) {
        this.worker = worker;
        this.loop = loop;
        this.conductor = conductor;
        this.epochs = epochs;
        this.counters = counters;
        this.offloads = offloads;
    }

    @Override
    public @Nullable UdpPort open() {
        return open(() -> UdpSocket.open(0, offloads), error -> {});
    }

    @Override
    public @Nullable UdpPort openForErrors(Consumer<IcmpError> handler) {
        return open(() -> UdpSocket.openForErrors(offloads), handler);
    }

    @Override
    public void close(UdpPort port) {
        Listening closing = open.remove(port);
        if (closing == null) {
            return;
        }
        closing.socket.shut();
        tell(() -> {
            closing.cancel();
            conductor.execute(() -> epochs.retire(() -> release(closing.socket)));
        });
    }

    /** Closes all descriptors that are left. After conductor, worker and every other data thread have ended. */
    @Override
    public void close() {
        Set.copyOf(descriptors).forEach(socket -> epochs.retire(() -> release(socket)));
        epochs.poll();
        open.clear();
    }

    /** Opens a socket. */
    private interface Opening {
        UdpSocket open() throws IOException;
    }

    private @Nullable UdpPort open(Opening opening, Consumer<IcmpError> handler) {
        UdpSocket socket;
        try {
            socket = opening.open();
        } catch (IOException e) {
            counters.add(CounterId.PORTS_REFUSED);
            log.debug("no further port: {}", e.getMessage());
            return null;
        }
        descriptors.add(socket);
        Listening listening = new Listening(socket, handler);
        open.put(socket, listening);
        tell(listening::register);
        return socket;
    }

    /** Once if a socket is released by its epoch and at the end: then another file may have its number. */
    private void release(UdpSocket socket) {
        if (descriptors.remove(socket)) {
            socket.close();
        }
    }

    private void tell(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("the worker has stopped"); // what it would have done, close() does
        }
    }

    /** A port as the worker has it: the loop's thread, but for the delivery of errors. */
    private final class Listening {
        private final UdpSocket socket;
        private final Consumer<IcmpError> handler;
        private @Nullable IoRegistration registration;
        private int errors;

        Listening(UdpSocket socket, Consumer<IcmpError> handler) {
            this.socket = socket;
            this.handler = handler;
        }

        void register() {
            try {
                registration = worker.beside(socket, this::onError).register(loop);
            } catch (Exception e) { // netty throws what the loop threw, whether declared or not
                counters.add(CounterId.PORTS_REFUSED);
                log.debug("port {} is not listened to: {}", socket.localPort(), e.toString());
            }
        }

        void cancel() {
            if (registration != null) {
                registration.cancel();
            }
        }

        private void onError(IcmpError error) {
            if (errors < Limits.PORT_ERRORS) {
                errors++;
                conductor.execute(() -> deliver(error));
            } else {
                counters.add(CounterId.DROP_ICMP_ERROR);
            }
        }

        private void deliver(IcmpError error) {
            if (open.containsKey(socket)) {
                handler.accept(error);
            } else {
                counters.add(CounterId.DROP_ICMP_ERROR);
            }
        }
    }
}
