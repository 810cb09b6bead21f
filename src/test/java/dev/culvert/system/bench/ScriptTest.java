package dev.culvert.system.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of {@code scripts/bench}, as far as it needs neither root nor a build. */
final class ScriptTest {
    private static final int USAGE = 64;

    private record Outcome(int exit, String out) {}

    @Test
    void help_namesEveryVariantAndMeasure() throws Exception {
        Outcome help = run("--help");
        assertThat(help.exit()).isZero();
        List<String> words = Stream.concat(
                        Catalog.of(new EdgeJar(""), Peers.none()).stream().map(Variant::word),
                        Stream.of(Measure.values()).map(Measure::word))
                .toList();
        List<String> listed = Pattern.compile("(?s)Variants:(.*)Measures:(.*)Other VPNs")
                .matcher(help.out())
                .results()
                .flatMap(lists -> Stream.of(lists.group(1), lists.group(2)))
                .flatMap(list -> Stream.of(list.strip().split("\\s+", -1)))
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--bogus | there is no option '--bogus'",
                "veth | there is no option 'veth'",
                "--variants | --variants wants a value",
                "--variants=veth | there is no option '--variants=veth'",
                "--variants veth,foo | --variants: there is no 'foo'",
                "--variants veth@moon | --variants: there is no 'veth@moon'",
                "--variants veth, | --variants wants a list with commas, not 'veth,'",
                "--measures tcp-9 | --measures: there is no 'tcp-9'",
                "--rounds 0 | --rounds wants a whole number from 1 to 99, not '0'",
                "--seconds x | --seconds wants a whole number from 1 to 600, not 'x'",
                "--warm-up -1 | --warm-up wants a whole number from 0 to 600, not '-1'"
            })
    void wrongArgument_isNamed_beforeAnythingIsBuilt(String arguments, String message) throws Exception {
        Outcome refusal = run(arguments.split(" ", -1));
        assertThat(refusal.exit()).isEqualTo(USAGE);
        assertThat(refusal.out())
                .startsWith("scripts/bench: " + message)
                .contains("--help")
                .hasLineCount(1);
    }

    @Test
    void results_thatAreNotThere_areNamed() throws Exception {
        Outcome refusal = run("--docs", "/nowhere.json");
        assertThat(refusal.exit()).isEqualTo(1);
        assertThat(refusal.out()).contains("/nowhere.json cannot be read").hasLineCount(1);
    }

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", Repository.file("scripts/bench").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Outcome(process.exitValue(), out);
    }
}
