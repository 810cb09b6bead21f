package dev.culvert.supernode;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.loop.Conductor;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.EventLoops;
import dev.culvert.common.loop.Receiver;
import dev.culvert.common.loop.Timestamps;
import dev.culvert.common.loop.UndoStack;
import dev.culvert.common.net.BootClock;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.time.NanoClock;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.core.SupernodeCore;
import dev.culvert.supernode.relay.Datagrams;
import dev.culvert.supernode.relay.Observation;
import dev.culvert.supernode.relay.RelayTable;
import dev.culvert.supernode.relay.StunDesk;
import dev.culvert.supernode.relay.SupernodeEvent;
import dev.culvert.supernode.relay.Tokens;
import dev.culvert.supernode.status.RunningSupernode;
import dev.culvert.supernode.status.SupernodeReport;
import dev.culvert.supernode.store.SnapshotFile;
import dev.culvert.supernode.store.pb.Snapshot;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running supernode: opens its two ports, wires worker and conductor together, and takes all of it down again. Every
 * step of the start adds its undoing, so a failed start leaves nothing behind.
 */
public final class Supernode implements RunningSupernode {
    private static final Logger log = LoggerFactory.getLogger(Supernode.class);

    private final PrivateKey key;
    private final NanoClock clock = new BootClock();
    private final long startNs = clock.nowNs();
    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final Epochs epochs = new Epochs();
    private final UndoStack undo = new UndoStack();
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();
    private final Timestamps timestamps;
    private final UdpSocket socket;
    private final UdpSocket stunSocket;
    private final SupernodeCore core;
    private final Conductor<SupernodeEvent> conductor;

    private Supernode(SupernodeConfig config, PrivateKey key, StateDirectory state) throws ExitException {
        this.key = key;
        boolean started = false;
        try {
            SnapshotFile file = new SnapshotFile(state);
            Snapshot stored = file.read();
            timestamps = Timestamps.open(state);
            undo.add("store the last timestamp", timestamps::close);
            socket = open(config.port(), "--port", config.udpOffloads());
            stunSocket = open(config.stunPort(), "--stun-port", UdpOffloads.SENDING);

            SecureRandom random = new SecureRandom();
            RelayTable relays = new RelayTable(config.limits().relays(), random);
            Tokens tokens = new Tokens(random);
            Observation observation = new Observation(config.publicAddresses());
            core = newCore(config, random, relays, tokens, observation, file, stored);
            undo.add("wipe the session keys", core::close);
            undo.add("store the registrations", () -> file.close(core.snapshot(clock.nowNs())));
            conductor = new Conductor<>(
                    newLoop("conductor"), clock, epochs, SupernodeEvent.Handshake.class::isInstance, this::onFatal);

            IoEventLoop worker = newLoop("worker-0");
            StunDesk stun = newStunDesk(config, socket, stunSocket);
            receive(
                    worker,
                    socket,
                    new Datagrams(
                            key.publicKey(),
                            core.indices(),
                            relays,
                            tokens,
                            core.cookies(),
                            observation,
                            stun,
                            conductor,
                            counters));
            receive(worker, stunSocket, newStunDesk(config, stunSocket, socket));
            conductor.execute(this::tick);
            conductor.start(core);
            started = true;
        } finally {
            if (!started) {
                undo.close();
            }
        }
    }

    /**
     * Starts a supernode. Its private key is wiped when it closes.
     *
     * @param state the claimed state directory
     * @throws ExitException if anything it needs cannot be had; nothing is left behind
     */
    public static Supernode start(SupernodeConfig config, PrivateKey key, StateDirectory state) throws ExitException {
        return new Supernode(config, key, state);
    }

    private UdpSocket open(int port, String option, UdpOffloads offloads) throws ExitException {
        try {
            UdpSocket opened = UdpSocket.open(port, offloads);
            undo.add("close UDP port " + port, () -> {
                epochs.retire(opened::close); // every data thread has ended: nobody holds it any more
                epochs.poll();
            });
            return opened;
        } catch (BindException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, e.getMessage() + "; choose another with " + option, e);
        } catch (IOException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private SupernodeCore newCore(
            SupernodeConfig config,
            SecureRandom random,
            RelayTable relays,
            Tokens tokens,
            Observation observation,
            SnapshotFile file,
            Snapshot stored)
            throws ExitException {
        try {
            return new SupernodeCore(
                    config,
                    key,
                    timestamps.source(),
                    random,
                    relays,
                    tokens,
                    observation,
                    socket,
                    file,
                    stored,
                    counters,
                    startNs);
        } catch (IllegalArgumentException e) {
            throw file.damaged(e);
        }
    }

    private StunDesk newStunDesk(SupernodeConfig config, UdpSocket own, UdpSocket other) {
        return new StunDesk(own.localPort(), other.localPort(), config.publicAddresses(), other, counters);
    }

    private IoEventLoop newLoop(String name) {
        return EventLoops.open(name, undo);
    }

    private void receive(IoEventLoop loop, UdpSocket from, DatagramHandler handler) {
        IoRegistration registration = new Receiver(from, handler, epochs.join(), clock).register(loop);
        undo.add("stop receiving", registration::cancel);
    }

    private void tick() {
        conductor.schedule(this::tick, TimeUnit.SECONDS.toNanos(1));
        timestamps.onTick(conductor);
    }

    private void onFatal(Error error) {
        log.error("the conductor failed", error);
        ended.complete(new ExitException(ExitCode.SOFTWARE, "the conductor failed: " + error));
    }

    @Override
    public SupernodeReport status() {
        return conductor.ask(this::report).join();
    }

    private SupernodeReport report() {
        long nowNs = clock.nowNs();
        return new SupernodeReport(
                key.publicKey(),
                socket.localPort(),
                stunSocket.localPort(),
                TimeUnit.NANOSECONDS.toSeconds(nowNs - startNs),
                core.communities(nowNs),
                core.relays(nowNs),
                counters.named());
    }

    @Override
    public CompletableFuture<ExitException> ended() {
        return ended;
    }

    @Override
    public synchronized void close() {
        undo.close();
        key.destroy();
    }
}
