package dev.culvert.system.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pieces of pictures, whose colours are those of classes in a style sheet, for light and dark. Pure. */
public final class Svg {
    private Svg() {}

    /**
     * A whole picture on a background of the class "page".
     *
     * @param style a {@code <style>} element
     * @param parts elements, drawn in this order
     */
    public static String document(int width, int height, String title, String style, List<String> parts) {
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>%3$s</title>
                %4$s<rect class="page" width="100%%" height="100%%"/>
                %5$s
                </svg>
                """, width, height, escaped(title), style, String.join("\n", parts));
    }

    /**
     * A line of text.
     *
     * @param y of its base line
     * @param style its classes
     * @param anchor start, middle or end: where x is
     */
    public static String text(int x, int y, String style, String anchor, String content) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                style,
                x,
                y,
                anchor,
                escaped(content));
    }

    /** Text as it stands in an element. */
    public static String escaped(String text) {
        return text.codePoints()
                .mapToObj(point -> switch (point) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    default -> Character.toString(point);
                })
                .collect(Collectors.joining());
    }
}
