package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of scripts/systemd, as systemd itself judges them. */
@Timeout(60)
class SystemdUnitTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"supernode.service,supernode.service,15", "edge@.service,edge@net1.service,25"})
    void isCorrectAndExposesLittle(String unit, String instance, int tenthsOfExposure) throws Exception {
        // It looks for Java where systemd does, not where this test's happens to be.
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String text = Files.readString(Repository.file("scripts/systemd/" + unit));
        assertThat(text).contains("ExecStart=java ").doesNotContain("\nMemoryDenyWriteExecute");
        Path file = Files.writeString(
                directory.resolve(instance), text.replace("ExecStart=java ", "ExecStart=" + java + " "));

        assertThat(systemdAnalyze("verify", "--man=no", file.toString())).isEmpty();
        assertThat(systemdAnalyze(
                        "security", "--offline=yes", "--no-pager", "--threshold=" + tenthsOfExposure, file.toString()))
                .contains("Overall exposure level for " + instance);
    }

    private static String systemdAnalyze(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
