package dev.culvert.system.natlab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

final class HeatMapTest {
    private static final Pairing CONES = new Pairing.Apart(SiteKind.CONE, SiteKind.CONE);
    private static final Pairing RANDOMS = new Pairing.Apart(SiteKind.RANDOM, SiteKind.RANDOM);

    @Test
    void picture_isXml_withATriangleAPolicy() throws Exception {
        List<Cell> cells = List.of(
                Cells.of(CONES, InputPolicy.DROP, "", 310),
                Cells.of(CONES, InputPolicy.ACCEPT, "", 320),
                Cells.of(RANDOMS, InputPolicy.DROP, "both-symmetric-random: <neither> & nor", Double.NaN),
                Cells.of(Pairing.Together.HAIRPIN, InputPolicy.DROP, "", 20));
        Element svg = parse(HeatMap.render(cells, "5 trials & more"));
        assertThat(svg.getAttribute("viewBox")).isNotEmpty();
        int boxes = Pairing.all().size() * 2;
        int legendAndPage = 6;
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(boxes + legendAndPage);
        assertThat(svg.getTextContent())
                .contains("0.31 s", "0.32 s", "both-symmetric-", "both-symmetric-random: <neither> & nor")
                .contains("5 trials & more");
    }

    @Test
    void policyThatWasNotTried_hasNoPanel() throws Exception {
        Element svg = parse(HeatMap.render(List.of(Cells.of(CONES, InputPolicy.ACCEPT, "", 310)), ""));
        assertThat(svg.getTextContent()).contains("accept unsolicited").doesNotContain("drop unsolicited");
    }

    private static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
                .getDocumentElement();
    }
}
