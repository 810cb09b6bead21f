package dev.culvert.system.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Made-up results. */
final class SampleResults {
    static final Machine MACHINE = new Machine("Fast CPU", List.of("aes"), 2, "6.18", "25", "Debian 12", "cubic", 0.1);

    private SampleResults() {}

    static Results of(Results.Row... rows) {
        return new Results(
                "2026-01-02T03:04:05Z",
                "abc123",
                MACHINE,
                3,
                2,
                5,
                List.of(rows),
                List.of(new Results.LeftOut("n2n", "n2n", "no <package> | here")));
    }

    static Results.Row row(String tunnel, String net, Object... figuresAndValues) {
        Map<String, Summary> figures = new LinkedHashMap<>();
        for (int i = 0; i < figuresAndValues.length; i += 2) {
            figures.put(((Figure) figuresAndValues[i]).word(), (Summary) figuresAndValues[i + 1]);
        }
        String variant = net.isEmpty() ? tunnel : tunnel + "@" + net;
        return new Results.Row(variant, tunnel, net, "The " + tunnel, "", figures, List.of());
    }

    static Summary summary(Double... values) {
        return Summary.of(Arrays.asList(values));
    }

    /** Culvert, wireguard-go and a cable, on a cable and with a router between. */
    static Results usual() {
        return of(
                row("veth", "", Figure.TCP1, summary(19.0, 21.0, 20.0)),
                row(
                        "culvert",
                        "",
                        Figure.TCP1,
                        summary(8.0, 9.0, 10.0),
                        Figure.IDLE_P50,
                        summary(0.2, 0.3, 0.25),
                        Figure.CPU_ENDS,
                        summary(1.5)),
                row("wireguard-go", "", Figure.TCP1, summary(4.0, 4.5, 5.0), Figure.IDLE_P50, summary(0.5)),
                row("culvert", "router", Figure.TCP1, summary(3.0)),
                row("wireguard-go", "router", Figure.TCP1, summary(1.5)));
    }
}
