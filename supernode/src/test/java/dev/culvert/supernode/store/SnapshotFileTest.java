package dev.culvert.supernode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.supernode.store.pb.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stored state: whole, or refused. */
class SnapshotFileTest {
    private static final Snapshot SOME = Snapshot.newBuilder()
            .addCommunities(Snapshot.Community.newBuilder().setKey(ByteString.copyFrom(new byte[32])))
            .build();

    private final SnapshotFile file;
    private final Path path;

    SnapshotFileTest(@TempDir Path directory) throws ExitException {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));
        file = new SnapshotFile(state);
        path = state.file("registrations");
    }

    @Test
    void whatWasStored_isRead() throws Exception {
        assertThat(file.read()).isEqualTo(Snapshot.getDefaultInstance());
        assertThat(file.offer(() -> SOME)).isTrue();
        file.close(SOME);
        assertThat(file.read()).isEqualTo(SOME);
        assertThat(file.isBehind()).isFalse();
    }

    @Test
    void damagedFile_isRefused_andNamed() throws Exception {
        file.close(SOME);
        String whole = Files.readString(path);
        for (String damaged : List.of(
                "",
                "\n",
                whole.substring(0, whole.length() - 1),
                whole.substring(0, whole.length() / 2),
                whole + whole,
                whole.replace('A', 'B'),
                whole.replaceFirst("1", "2"))) {
            Files.writeString(path, damaged);
            assertThatThrownBy(file::read)
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void fileThatCannotBeWritten_isTriedAgain() throws Exception {
        Files.createDirectory(path);
        file.close(SOME);
        assertThat(file.isBehind()).isTrue();
        Files.delete(path);
        file.close(SOME);
        assertThat(file.isBehind()).isFalse();
    }
}
