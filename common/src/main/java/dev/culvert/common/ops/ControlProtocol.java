package dev.culvert.common.ops;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The two lines of the control socket: question and reply. No I/O. */
final class ControlProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(ControlProtocol.class);

    private ControlProtocol() {}

    static String question(String command) {
        return Json.mapper().writeValueAsString(Map.of("command", command));
    }

    /** Total: whatever the line is, there is a reply to send. */
    static String reply(String line, Map<String, Supplier<?>> commands) {
        if (line.length() > ControlServer.MAX_REQUEST_BYTES) {
            return error("the request is longer than " + ControlServer.MAX_REQUEST_BYTES + " bytes");
        }
        @Nullable String command = command(line);
        if (command == null) {
            return error("the request is not of the form {\"command\":\"NAME\"}");
        }
        @Nullable Supplier<?> supplier = commands.get(command);
        if (supplier == null) {
            return error("unknown command '" + command + "'; known: " + String.join(", ", commands.keySet()));
        }
        try {
            return Json.mapper().writeValueAsString(Map.of("answer", supplier.get()));
        } catch (RuntimeException e) {
            LOG.warn("control command {} failed", command, e);
            return error(command + " failed: " + e.getMessage());
        }
    }

    private static @Nullable String command(String line) {
        try {
            return Json.mapper().readTree(line).path("command").stringValue(null);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The answer in a reply. */
    static JsonNode answer(String reply) throws ExitException {
        JsonNode message;
        try {
            message = Json.mapper().readTree(reply);
        } catch (JacksonException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, "the running program's reply was cut short", e);
        }
        JsonNode answer = message.path("answer");
        if (answer.isMissingNode()) {
            String why = message.path("error").asString("no answer in it");
            throw new ExitException(ExitCode.UNAVAILABLE, "the running program refused: " + why);
        }
        return answer;
    }

    private static String error(String why) {
        return Json.mapper().writeValueAsString(Map.of("error", why));
    }
}
