package dev.culvert.common.config;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which line each key of a TOML text is on, since the parser does not keep it. The text was parsed already: only what
 * well-formed TOML can hold is told apart (strings, comments, values over several lines).
 */
final class TomlLines {
    private static final Pattern TABLES = Pattern.compile("\\s*\\[\\[\\s*(.+?)\\s*]]\\s*(#.*)?");
    private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*(.+?)\\s*]\\s*(#.*)?");
    private static final Pattern KEY = Pattern.compile("\\s*[\"']?([^\"'=]+?)[\"']?\\s*=(.*)");
    /** Strings of four kinds (the long ones may stay open), comments, brackets: nothing else opens or closes a value. */
    private static final Pattern TOKEN =
            Pattern.compile("\"\"\"(?:.*?\"\"\")?|'''(?:.*?''')?|\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|#.*|[\\[{]|[]}]");

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Integer> tables = new HashMap<>();
    private String table = "";
    private String openString = "";
    private int depth;

    private TomlLines() {}

    static TomlLines of(String text) {
        TomlLines result = new TomlLines();
        String[] all = text.split("\\R", -1);
        for (int i = 0; i < all.length; i++) {
            result.scan(all[i], i + 1);
        }
        return result;
    }

    /** The line of a key such as "mtu" or "peer[1].endpoint"; failing that of what holds it; failing that 1. */
    int line(String path) {
        Integer line = lines.get(path);
        if (line != null) {
            return line;
        }
        int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? 1 : line(path.substring(0, cut));
    }

    private void scan(String line, int number) {
        if (!openString.isEmpty()) {
            int end = line.indexOf(openString);
            if (end < 0) {
                return;
            }
            String rest = line.substring(end + openString.length());
            openString = "";
            follow(rest);
        } else if (depth > 0) {
            follow(line);
        } else {
            header(line, number);
        }
    }

    private void header(String line, int number) {
        Matcher many = TABLES.matcher(line);
        Matcher one = TABLE.matcher(line);
        Matcher key = KEY.matcher(line);
        if (many.matches()) {
            int index = tables.merge(many.group(1), 1, Integer::sum) - 1;
            lines.putIfAbsent(many.group(1), number);
            table = many.group(1) + "[" + index + "]";
            lines.put(table, number);
        } else if (one.matches()) {
            table = one.group(1);
            lines.put(table, number);
        } else if (!line.strip().startsWith("#") && key.matches()) {
            lines.put(table.isEmpty() ? key.group(1) : table + "." + key.group(1), number);
            follow(key.group(2));
        }
    }

    /** Notes what of a value stays open at the end of the line. */
    private void follow(String value) {
        Matcher token = TOKEN.matcher(value);
        while (token.find()) {
            String text = token.group();
            if (text.equals("\"\"\"") || text.equals("'''")) {
                openString = text;
            } else if (text.equals("[") || text.equals("{")) {
                depth++;
            } else if (text.equals("]") || text.equals("}")) {
                depth--;
            }
        }
    }
}
