package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.record.CommunityKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommunityKeysFileTest {
    private static final IdentitySeed SEED = IdentitySeed.of(new byte[32]);
    private static final String SECRET = "correct horse";

    @TempDir
    private Path temporary;

    private StateDirectory directory;
    private Path file;

    @BeforeEach
    void open() throws ExitException {
        directory = StateDirectory.open(temporary.resolve("state"));
        file = directory.file("community-keys");
    }

    @Test
    void theSecondStartReadsWhatTheFirstComputed() throws ExitException, IOException {
        CommunityKeys first = read("mynet", SECRET);
        // Another community's keys under the same first line show that the second start computes nothing.
        List<String> lines = Files.readAllLines(file);
        CommunityKeys marked =
                CommunityKeys.derive("marked", CommunitySecret.of(new byte[16]).encoded());
        Files.writeString(file, lines.getFirst() + "\n" + marked.encoded() + "\n");

        assertThat(first.id()).isEqualTo(CommunityKeys.derive("mynet", SECRET).id());
        assertThat(read("mynet", SECRET).id()).isEqualTo(marked.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherNameSecretOrSeedIsNoticed() throws ExitException, IOException {
        CommunityKeys first = read("mynet", SECRET);
        String line = Files.readAllLines(file).getFirst();

        assertThat(read("mynet", "correct horsf").id()).isNotEqualTo(first.id());
        assertThat(read("mynets", "orrect horse").id()).isNotEqualTo(first.id());
        read("mynet", SECRET);
        assertThat(Files.readAllLines(file).getFirst()).isEqualTo(line);
        byte[] other = new byte[32];
        other[0] = 1;
        CommunityKeysFile.readOrDerive(directory, IdentitySeed.of(other), "mynet", SECRET);
        assertThat(Files.readAllLines(file).getFirst()).isNotEqualTo(line);
    }

    @Test
    void theSecretIsNotInTheFile() throws ExitException, IOException {
        read("mynet", SECRET);

        assertThat(Files.readString(file)).doesNotContain(SECRET).doesNotContain("mynet");
    }

    @Test
    void aDamagedFileIsMadeAnew() throws ExitException, IOException {
        CommunityKeys first = read("mynet", SECRET);
        String line = Files.readAllLines(file).getFirst();
        for (String damaged : List.of("x", line, line + "\n", line + "\nAAAA\n", line + "\n?\n")) {
            Files.writeString(file, damaged);
            assertThat(read("mynet", SECRET).id()).as(damaged).isEqualTo(first.id());
        }
    }

    @Test
    void aGeneratedSecretNeedsNoFile() throws ExitException {
        String generated = CommunitySecret.of(new byte[16]).encoded();

        assertThat(read("mynet", generated).id())
                .isEqualTo(CommunityKeys.derive("mynet", generated).id());
        assertThat(file).doesNotExist();
    }

    @Test
    void anOpenFileAndAnEmptySecretAreRefused() throws ExitException, IOException {
        read("mynet", SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> read("mynet", SECRET))
                .isInstanceOf(ExitException.class)
                .hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> read("mynet", ""))
                .isInstanceOf(ExitException.class)
                .hasMessageContaining("secret is empty");
    }

    private CommunityKeys read(String name, String secret) throws ExitException {
        return CommunityKeysFile.readOrDerive(directory, SEED, name, secret);
    }
}
