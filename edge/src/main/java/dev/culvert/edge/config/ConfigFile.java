package dev.culvert.edge.config;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads the TOML file of {@code --config}. Every refusal names file, line and key. */
public final class ConfigFile {
    private static final String PEER = "peer";

    private final Path file;
    private final TomlLines lines;

    private ConfigFile(Path file, TomlLines lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * The settings in a file, their types checked, their values not yet. Blocks.
     *
     * @throws ExitException if it cannot be read, is not TOML, or has a key that is unknown or of the wrong type
     */
    public static Settings read(Path file) throws ExitException {
        String text = text(file);
        return new ConfigFile(file, TomlLines.of(text)).settings(tree(file, text));
    }

    private static String text(Path file) throws ExitException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, "--config " + file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new ExitException(
                    ExitCode.NO_PERMISSION, "--config " + file + " may not be read by this user: run as root", e);
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION, "--config " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(Path file, String text) throws ExitException {
        try {
            return TomlMapper.shared().readTree(text);
        } catch (JacksonException e) {
            @Nullable TokenStreamLocation location = e.getLocation();
            int line = location == null ? 1 : location.getLineNr();
            throw Origin.line(file, isLate(e) ? line - 1 : line)
                    .refuse("not TOML: " + e.getOriginalMessage()
                            + " (text needs quotes, as in address = \"10.0.0.1/24\")");
        }
    }

    /** Whether the parser noticed a repeated key or a half-closed table only at the start of the next line. */
    private static boolean isLate(JacksonException failure) {
        String message = failure.getOriginalMessage();
        @Nullable TokenStreamLocation location = failure.getLocation();
        return location != null
                && location.getColumnNr() == 1
                && (message.equals("Duplicate key") || message.contains("TABLE_CLOSE"));
    }

    private Settings settings(JsonNode root) throws ExitException {
        Map<ConfigKey, Setting> values = new EnumMap<>(ConfigKey.class);
        List<PeerSettings> peers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(PEER)) {
                peers.addAll(peers(entry.getValue()));
            } else {
                ConfigKey key = Keywords.find(ConfigKey.class, entry.getKey())
                        .orElseThrow(() -> at(entry.getKey()).refuse(unknown(entry.getKey())));
                values.put(key, setting(entry.getKey(), entry.getKey(), key.kind(), entry.getValue()));
            }
        }
        return new Settings(values, peers);
    }

    private static String unknown(String word) {
        List<String> known = new ArrayList<>(Keywords.words(ConfigKey.class));
        known.add(PEER);
        return Keywords.unknown(word, known);
    }

    private List<PeerSettings> peers(JsonNode tables) throws ExitException {
        if (!tables.isArray() || !tables.valueStream().allMatch(JsonNode::isObject)) {
            throw at(PEER).at(PEER).refuse("each peer is a table of its own, headed by [[peer]]");
        }
        List<PeerSettings> peers = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            String path = PEER + "[" + i + "]";
            Map<PeerKey, Setting> values = new EnumMap<>(PeerKey.class);
            for (Map.Entry<String, JsonNode> entry : tables.get(i).properties()) {
                String keyPath = path + "." + entry.getKey();
                PeerKey key = Keywords.find(PeerKey.class, entry.getKey())
                        .orElseThrow(() ->
                                at(keyPath).refuse(Keywords.unknown(entry.getKey(), Keywords.words(PeerKey.class))));
                values.put(key, setting(keyPath, entry.getKey(), key.kind(), entry.getValue()));
            }
            peers.add(new PeerSettings(at(path).at(PEER), values));
        }
        return peers;
    }

    private Setting setting(String path, String word, ValueKind kind, JsonNode value) throws ExitException {
        Origin origin = at(path).at(word);
        boolean fits = switch (kind) {
            case TEXT, PATH -> value.isString();
            case NUMBER -> value.isIntegralNumber();
            case NUMBER_OR_TEXT -> value.isIntegralNumber() || value.isString();
            case FLAG -> value.isBoolean();
            case LIST -> value.isString() || isListOfText(value);
        };
        if (!fits) {
            throw origin.refuse("must be " + kind + ", but is " + value);
        }
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(element.asString()));
            return new Setting(String.join(",", texts), origin);
        }
        String text = value.asString();
        if (text.isBlank()) {
            throw origin.refuse("has no value: write one, or leave the key out");
        }
        return new Setting(
                kind == ValueKind.PATH
                        ? file.toAbsolutePath().resolveSibling(text).toString()
                        : text,
                origin);
    }

    private static boolean isListOfText(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
    }

    private Origin at(String path) {
        return Origin.line(file, lines.line(path));
    }
}
