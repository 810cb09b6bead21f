package dev.culvert.common.config;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads the TOML file of {@code --config}. Every refusal names file, line and key. Immutable. */
public final class ConfigFile {
    private final Path file;
    private final TomlLines lines;
    private final JsonNode root;

    private ConfigFile(Path file, TomlLines lines, JsonNode root) {
        this.file = file;
        this.lines = lines;
        this.root = root;
    }

    /**
     * The file, not yet held against any keys. Blocks.
     *
     * @throws ExitException if it cannot be read or is not TOML
     */
    public static ConfigFile read(Path file) throws ExitException {
        String text = text(file);
        return new ConfigFile(file, TomlLines.of(text), tree(file, text));
    }

    private static String text(Path file) throws ExitException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, "--config " + file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new ExitException(
                    ExitCode.NO_PERMISSION,
                    "--config " + file + " may not be read by this user: run as root, or change its owner or mode",
                    e);
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
                            + " (text needs quotes, as in state-dir = \"/srv/culvert\")");
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

    /**
     * The settings outside all tables, their types checked, their values not yet.
     *
     * @param keys all that there may be
     * @param tables the names of tables that there may be besides
     * @throws ExitException for a key that is unknown or whose value is of the wrong type
     */
    public <K extends Enum<K> & SettingKey> Settings<K> settings(Class<K> keys, String... tables) throws ExitException {
        Map<K, Setting> values = new EnumMap<>(keys);
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            String word = entry.getKey();
            if (!List.of(tables).contains(word)) {
                K key = Keywords.find(keys, word).orElseThrow(() -> at(word).refuse(unknown(word, keys, tables)));
                setting(word, word, key.kind(), entry.getValue()).ifPresent(setting -> values.put(key, setting));
            }
        }
        return new Settings<>(values);
    }

    private static String unknown(String word, Class<? extends Enum<?>> keys, String... tables) {
        List<String> known = new ArrayList<>(Keywords.words(keys));
        known.addAll(List.of(tables));
        return Keywords.unknown(word, known);
    }

    /**
     * The tables of one name, in the order written; none if there are none.
     *
     * @param name as in {@code [[name]]}
     * @param keys all that there may be in one
     * @throws ExitException if it is no list of tables, or has a key that is unknown or of the wrong type
     */
    public <K extends Enum<K> & SettingKey> List<Table<K>> tables(String name, Class<K> keys) throws ExitException {
        JsonNode tables = root.path(name);
        if (tables.isMissingNode()) {
            return List.of();
        }
        if (!tables.isArray() || !tables.valueStream().allMatch(JsonNode::isObject)) {
            throw at(name).at(name).refuse("each " + name + " is a table of its own, headed by [[" + name + "]]");
        }
        List<Table<K>> result = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            String path = name + "[" + i + "]";
            Map<K, Setting> values = new EnumMap<>(keys);
            for (Map.Entry<String, JsonNode> entry : tables.get(i).properties()) {
                String keyPath = path + "." + entry.getKey();
                K key = Keywords.find(keys, entry.getKey())
                        .orElseThrow(() -> at(keyPath).refuse(Keywords.unknown(entry.getKey(), Keywords.words(keys))));
                setting(keyPath, entry.getKey(), key.kind(), entry.getValue())
                        .ifPresent(setting -> values.put(key, setting));
            }
            result.add(new Table<>(at(path).at(name), values));
        }
        return result;
    }

    /** The value; nothing for an empty list, which is as good as no key. */
    private Optional<Setting> setting(String path, String word, ValueKind kind, JsonNode value) throws ExitException {
        Origin origin = at(path).at(word);
        boolean fits = switch (kind) {
            case TEXT, PATH -> value.isString();
            case NUMBER -> value.isIntegralNumber();
            case NUMBER_OR_TEXT -> value.isIntegralNumber() || value.isString();
            case FLAG -> value.isBoolean();
            case LIST -> value.isString() || isListOfText(value);
            case FILLED_LIST -> value.isString() || (isListOfText(value) && !value.isEmpty());
        };
        if (!fits) {
            throw origin.refuse("must be " + kind + ", but is " + value);
        }
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(element.asString()));
            return texts.isEmpty() ? Optional.empty() : Optional.of(new Setting(String.join(",", texts), origin));
        }
        String text = value.asString();
        if (text.isBlank()) {
            throw origin.refuse("has no value: write one, or leave the key out");
        }
        return Optional.of(new Setting(
                kind == ValueKind.PATH
                        ? file.toAbsolutePath().resolveSibling(text).toString()
                        : text,
                origin));
    }

    private static boolean isListOfText(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
    }

    private Origin at(String path) {
        return Origin.line(file, lines.line(path));
    }
}
