package dev.culvert.system.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.ByteArrayInputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

final class ResultsTest {
    private static final Results USUAL = SampleResults.usual();

    @Test
    void summary_isMedianAndSpread() {
        assertThat(SampleResults.summary(3.0, 1.0, 2.0)).isEqualTo(new Summary(2, 1, 3, List.of(3.0, 1.0, 2.0)));
        assertThat(SampleResults.summary(1.0, 2.0).median()).isEqualTo(1);
    }

    @Test
    void ratio_isToTheTunnelOfThatName_onTheSameNet() {
        Results.Row culvert = USUAL.row("culvert").orElseThrow();
        Results.Row behindRouter = USUAL.row("culvert@router").orElseThrow();
        assertThat(USUAL.ratio(culvert, Figure.TCP1, "wireguard-go")).hasValue(2.0);
        assertThat(USUAL.ratio(behindRouter, Figure.TCP1, "wireguard-go").orElseThrow())
                .isEqualTo(2, offset(1e-9));
        assertThat(USUAL.ratio(behindRouter, Figure.TCP1, "veth")).isEmpty();
        assertThat(USUAL.ratio(culvert, Figure.UDP64, "wireguard-go")).isEmpty();
    }

    @Test
    void json_isReadBackAsItWas() {
        assertThat(Results.parse(USUAL.json())).isEqualTo(USUAL);
        assertThat(USUAL.json()).contains("\"tcp-1\"", "\"median\" : 9.0").endsWith("\n");
    }

    @Test
    void tables_haveTheColumnsThatHaveSomethingInThem() {
        List<Tables.Table> tables = Tables.of(USUAL);
        assertThat(tables).extracting(Tables.Table::title).hasSize(4);
        assertThat(tables.getFirst().head()).containsExactly("", "1 stream", "× wg-go", "of veth");
        assertThat(tables.getFirst().rows())
                .containsExactly(
                        List.of("The veth", "20.0 (19.0–21.0)", "4.44", "1.00"),
                        List.of("The culvert", "9.00 (8.00–10.0)", "2.00", "0.45"),
                        List.of("The wireguard-go", "4.50 (4.00–5.00)", "1.00", "0.23"));
        assertThat(tables.getLast().rows())
                .containsExactly(
                        List.of("The culvert", "router", "3.00", "2.00"),
                        List.of("The wireguard-go", "router", "1.50", "1.00"));
        assertThat(Tables.remarks(USUAL)).containsExactly("Left out: n2n (n2n): no <package> | here.");
    }

    @Test
    void figures_haveThreeDigits() {
        assertThat(List.of(0.0123, 0.5, 1.234, 12.34, 123.4, 98765.0).stream().map(Format::figure))
                .containsExactly("0.012", "0.500", "1.23", "12.3", "123", "98,765");
    }

    @Test
    void page_keepsWhatIsAroundTheResults() {
        String page = "# Performance\n\n" + Page.BEGIN + "\nold\n" + Page.END + "\n\nMore.\n";
        String once = Page.with(page, USUAL, "performance.svg");
        assertThat(once)
                .startsWith("# Performance\n\n" + Page.BEGIN + "\n\nMeasured: median of 3 rounds of 2 s")
                .contains("](performance.svg)", "| The culvert | 9.00 (8.00–10.0) | 2.00 | 0.45 |")
                .contains("- Left out: n2n (n2n): no &lt;package> \\| here.")
                .doesNotContain("old")
                .endsWith("\n" + Page.END + "\n\nMore.\n");
        assertThat(Page.with(once, USUAL, "performance.svg")).isEqualTo(once);
        assertThatThrownBy(() -> Page.with("# Performance\n", USUAL, "x.svg")).hasMessageContaining(Page.BEGIN);
    }

    @Test
    void picture_isXml_withABarForEachFigure() throws Exception {
        Element svg = parse(Chart.render(USUAL));
        int bars = 3 + 2 + 1 + 2;
        int page = 1;
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(bars + page);
        assertThat(svg.getElementsByTagName("line").getLength()).isEqualTo(bars);
        assertThat(svg.getTextContent()).contains("9.00 (× 2.00)", "The culvert, router", "Fast CPU");
    }

    private static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
                .getDocumentElement();
    }
}
