package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class FileFailureTest {
    private static final Path FILE = Path.of("/var/lib/culvert/edge/seed");

    /** /dev/full fails every write as a full disk does. */
    @Test
    void fullDisk() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            IOException failure = catchThrowableOfType(IOException.class, () -> full.write(ByteBuffer.allocate(1)));

            ExitException refusal = FileFailure.of("write", FILE, failure);

            assertThat(refusal)
                    .hasMessage("cannot write /var/lib/culvert/edge/seed: no space left on its file system: free some");
            assertThat(refusal.code()).isEqualTo(ExitCode.UNAVAILABLE);
        }
    }

    @Test
    void noPermission() {
        ExitException refusal = FileFailure.of("read", FILE, new AccessDeniedException(FILE.toString()));

        assertThat(refusal)
                .hasMessage(
                        "cannot read /var/lib/culvert/edge/seed: permission denied: run as root, or as the user that owns it");
        assertThat(refusal.code()).isEqualTo(ExitCode.NO_PERMISSION);
    }

    @Test
    void anythingElseKeepsItsReason() {
        ExitException refusal = FileFailure.of("write", FILE, new IOException("Input/output error"));

        assertThat(refusal).hasMessage("cannot write /var/lib/culvert/edge/seed: Input/output error");
        assertThat(refusal.code()).isEqualTo(ExitCode.UNAVAILABLE);
    }
}
