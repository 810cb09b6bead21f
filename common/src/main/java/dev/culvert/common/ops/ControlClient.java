package dev.culvert.common.ops;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Asks the running program one question over its control socket. Stateless. */
public final class ControlClient {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(6);

    private ControlClient() {}

    /**
     * The answer to a command. Blocks for at most 6 s.
     *
     * @param stateDirectory as given to the running program; it need not exist
     * @param program what to call the other side in messages, such as "edge"
     * @throws ExitException if nobody answers there, the user may not ask, or the answer is an error
     */
    public static JsonNode ask(Path stateDirectory, String program, String command) throws ExitException {
        return ask(stateDirectory, program, command, TIME_LIMIT);
    }

    static JsonNode ask(Path stateDirectory, String program, String command, Duration timeLimit) throws ExitException {
        Path directory = stateDirectory.toAbsolutePath().normalize();
        Path socket = directory.resolve(ControlServer.SOCKET);
        AtomicReference<Optional<String>> reply = new AtomicReference<>(Optional.empty());
        AtomicReference<Optional<IOException>> failure = new AtomicReference<>(Optional.empty());
        try (SocketChannel channel = connect(socket, directory, program)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            reply.set(Optional.of(exchange(channel, command)));
                        } catch (IOException e) {
                            failure.set(Optional.of(e));
                        }
                    })
                    .join(timeLimit);
        } catch (IOException e) {
            failure.set(Optional.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String line = reply.get()
                .orElseThrow(() -> new ExitException(
                        ExitCode.UNAVAILABLE,
                        "the " + program + " at " + socket + " did not answer: "
                                + failure.get()
                                        .map(IOException::getMessage)
                                        .orElse("no reply within " + timeLimit.toSeconds() + " s")));
        return ControlProtocol.answer(line);
    }

    private static String exchange(SocketChannel channel, String command) throws IOException {
        Channels.newOutputStream(channel)
                .write((ControlProtocol.question(command) + "\n").getBytes(StandardCharsets.UTF_8));
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static SocketChannel connect(Path socket, Path directory, String program) throws ExitException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            // The JDK tells the reasons of connect(2) apart in the message only.
            if ("Permission denied".equals(e.getMessage())) {
                throw FileFailure.of(
                        "ask the " + program + " at", socket, new AccessDeniedException(socket.toString()));
            }
            throw new ExitException(
                    ExitCode.UNAVAILABLE,
                    "no " + program + " is running with state directory " + directory
                            + " (another one is given by --state-dir)",
                    e);
        }
    }
}
