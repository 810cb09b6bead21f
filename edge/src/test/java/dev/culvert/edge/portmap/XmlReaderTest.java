package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.portmap.wire.XmlElement;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XML of routers, and of those that pretend to be one. */
class XmlReaderTest {
    private static Optional<XmlElement> read(String document) {
        return XmlReader.read(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void elementsWithTheirText() {
        assertThat(read("<?xml version=\"1.0\"?>\n<!-- x --><a b='c'> 1 <n:b>2 &amp; <![CDATA[<3>]]></n:b><b/>4</a>\n"))
                .contains(new XmlElement(
                        "a",
                        "1 4",
                        List.of(new XmlElement("b", "2 & <3>", List.of()), new XmlElement("b", "", List.of()))));
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,UTF-8,Zürich",
        "UTF-8,nothing,Zürich",
        "UTF-16,UTF-16,Zürich",
        "ISO-8859-1,ISO-8859-1,Z\uFFFDrich"
    })
    void encodings(String encoding, String declared, String text) {
        byte[] document = ("<?xml version=\"1.0\" encoding=\"" + declared + "\"?><a>Zürich</a>")
                .getBytes(Charset.forName(encoding));
        assertThat(XmlReader.read(document).orElseThrow().text()).isEqualTo(text);
        assertThat(read("\uFEFF<a>b</a>").orElseThrow().text()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "HTTP/1.1 200 OK",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a/>x",
                "<a>&nbsp;</a>",
                "<a>&#0;</a>",
                "<a b=c/>",
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            })
    void whatIsRefused(String document) {
        assertThat(read(document)).isEmpty();
    }

    @Test
    void noEntityIsExpanded_noFileRead(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "secret");
        assertThat(read("<!DOCTYPE a [<!ENTITY b SYSTEM '" + file.toUri() + "'>]><a>&b;</a>"))
                .isEmpty();
        StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" '")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        assertThat(read(laughs + "]><a>&l9;</a>")).isEmpty();
    }

    @Test
    void depthAndSizeHaveALimit() {
        assertThat(read("<a>".repeat(32) + "</a>".repeat(32))).isPresent();
        assertThat(read("<a>".repeat(33) + "</a>".repeat(33))).isEmpty();
        String tags = "<a></a>";
        assertThat(read("<a>" + "x".repeat(XmlReader.MAX_BYTES - tags.length()) + "</a>"))
                .isPresent();
        assertThat(read("<a>" + "x".repeat(XmlReader.MAX_BYTES - tags.length() + 1) + "</a>"))
                .isEmpty();
    }

    @Test
    void anyBytes() {
        byte[] document =
                "<?xml version=\"1.0\"?><a b=\"c\">text<d:e>&lt;</d:e><f/></a>".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            byte[] changed = document.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            XmlReader.read(changed)
                    .ifPresent(element -> assertThat(element.all()).isNotEmpty());
        }
    }
}
