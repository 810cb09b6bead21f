package dev.culvert.common.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions of the same user's other processes on a Unix socket, mode 0600, in the state directory.
 *
 * <pre>
 * {"command":"status"}\n        →   {"answer":{…}}\n   or   {"error":"why"}\n        one question a connection
 * </pre>
 *
 * One virtual thread accepts; each connection has one that answers and one that ends it when its time is up.
 */
public final class ControlServer implements AutoCloseable {
    /** Name of the socket in the state directory. */
    public static final String SOCKET = "control.sock";

    static final int MAX_REQUEST_BYTES = 4096;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 16;
    /** Between two tries to accept, when the process has no descriptor left. */
    private static final int RETRY_SECONDS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path socket;
    private final ServerSocketChannel listener;
    private final Map<String, Supplier<?>> commands;
    private final Duration timeLimit;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final Thread acceptor;

    private ControlServer(
            Path socket, ServerSocketChannel listener, Map<String, Supplier<?>> commands, Duration timeLimit) {
        this.socket = socket;
        this.listener = listener;
        this.commands = new TreeMap<>(commands);
        this.timeLimit = timeLimit;
        this.acceptor = Thread.ofVirtual().name("control-acceptor").start(this::accept);
    }

    /**
     * Starts to listen. The caller holds the directory's lock: a socket found there belongs to a dead program and is
     * replaced.
     *
     * @param commands command to what gives its answer, a record or map; called on virtual threads, several at once
     * @throws ExitException if the socket cannot be made
     */
    public static ControlServer start(StateDirectory directory, Map<String, Supplier<?>> commands)
            throws ExitException {
        return start(directory, commands, TIME_LIMIT);
    }

    static ControlServer start(StateDirectory directory, Map<String, Supplier<?>> commands, Duration timeLimit)
            throws ExitException {
        Path socket = ControlSocketPath.checked(directory);
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listener.bind(UnixDomainSocketAddress.of(socket));
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            return new ControlServer(socket, listener, commands, timeLimit);
        } catch (IOException e) {
            throw FileFailure.of("make control socket", socket, e);
        }
    }

    private void accept() {
        try {
            while (listener.isOpen()) {
                connections.acquire();
                try {
                    SocketChannel client = listener.accept();
                    Thread.ofVirtual().name("control-guard").start(() -> guard(client));
                } catch (IOException e) {
                    connections.release();
                    pauseUnlessClosed(e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("control socket {} closed", socket);
        }
    }

    private void pauseUnlessClosed(IOException failure) throws InterruptedException {
        if (listener.isOpen()) {
            LOG.warn("control socket {} cannot accept: {}", socket, failure.getMessage());
            TimeUnit.SECONDS.sleep(RETRY_SECONDS); // ended by close()
        }
    }

    private void guard(SocketChannel client) {
        try (client) {
            Thread worker = Thread.ofVirtual().name("control-worker").start(() -> answer(client));
            worker.join(timeLimit);
        } catch (IOException | InterruptedException e) {
            LOG.debug("control connection: {}", e.getMessage());
        } finally {
            connections.release();
        }
    }

    private void answer(SocketChannel client) {
        try (InputStream in = Channels.newInputStream(client);
                OutputStream out = Channels.newOutputStream(client)) {
            String reply = ControlProtocol.reply(readLine(in), commands);
            out.write((reply + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("control client left: {}", e.getMessage());
        }
    }

    /** At most one byte more than allowed, so that too much can be told from just enough. */
    private static String readLine(InputStream in) throws IOException {
        byte[] line = new byte[MAX_REQUEST_BYTES + 1];
        int length = 0;
        while (length < line.length) {
            int read = in.read(line, length, line.length - length);
            if (read < 0) {
                break;
            }
            for (int i = length; i < length + read; i++) {
                if (line[i] == '\n') {
                    return new String(line, 0, i, StandardCharsets.UTF_8);
                }
            }
            length += read;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** Stops listening and removes the socket; answers under way end within their time. Idempotent. */
    @Override
    public void close() {
        acceptor.interrupt();
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.debug("control socket {} left behind: {}", socket, e.getMessage());
        }
    }
}
