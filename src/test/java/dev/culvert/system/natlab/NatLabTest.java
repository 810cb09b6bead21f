package dev.culvert.system.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class NatLabTest {
    private static final int USAGE = 64;

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--pairs=cone | 'cone' is no pair",
                "--pairs=cone:coin | there is no kind 'coin'",
                "--input=maybe | --input wants accept, drop or both, not 'maybe'",
                "--trials=0 | --trials wants a whole number from 1 to 1000, not 0",
                "--trials=x | --trials",
                "--foreign-flows=-1 | --foreign-flows wants",
                "--json=/nowhere/at/all.json | --json: there is no directory for /nowhere/at/all.json",
                "--bogus | --bogus"
            })
    void wrongArgument_isNamed_beforeAnythingIsBuilt(String argument, String message) {
        assertThat(run(argument)).isEqualTo(USAGE);
        assertThat(err.toString())
                .startsWith("natlab: ")
                .contains(message, "--help")
                .hasLineCount(1);
    }

    @Test
    void directory_isNoFile(@TempDir Path directory) {
        assertThat(run("--svg=" + directory)).isEqualTo(USAGE);
        assertThat(err.toString()).contains("--svg wants a file, and " + directory + " is a directory");
    }

    @Test
    void help_namesEveryKind() {
        assertThat(run("--help")).isZero();
        assertThat(Pairing.all()).allSatisfy(pairing -> {
            for (String word : pairing.word().split(":", -1)) {
                assertThat(out.toString().replaceAll("\\s+", " ")).contains(word);
            }
        });
    }

    private int run(String argument) {
        CommandLine command = NatLab.commandLine();
        command.setErr(new PrintWriter(err, true));
        command.setOut(new PrintWriter(out, true));
        return command.execute(argument);
    }
}
