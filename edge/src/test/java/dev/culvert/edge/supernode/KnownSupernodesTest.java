package dev.culvert.edge.supernode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.SupernodeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSupernodesTest {
    private static final PublicKey A = PublicKey.parse("D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=");
    private static final PublicKey B = PublicKey.parse("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=");
    private static final HostPort PLACE = new HostPort("2001:db8::1", 7654);
    private static final SupernodeSpec UNPINNED = new SupernodeSpec(PLACE, Optional.empty());

    @TempDir
    private Path directory;

    private StateDirectory state;
    private KnownSupernodes known;

    @BeforeEach
    void open() throws ExitException {
        state = StateDirectory.open(directory.resolve("s"));
        known = new KnownSupernodes(state);
    }

    @Test
    void theFirstKeyIsRemembered() throws Exception {
        assertThat(known.lookup(PLACE)).isEmpty();
        assertThat(known.refusal(UNPINNED, A)).isEmpty();

        assertThat(Files.readString(state.file("known_supernodes"))).isEqualTo("[2001:db8::1]:7654 " + A + "\n");
        assertThat(new KnownSupernodes(state).lookup(PLACE)).contains(A);
        assertThat(known.refusal(UNPINNED, A)).isEmpty();
    }

    @Test
    void anotherKeyIsRefusedUntilItIsTrusted() throws ExitException {
        known.trust(new HostPort("other", 1), B);
        known.trust(PLACE, A);

        assertThat(known.refusal(UNPINNED, B).orElseThrow())
                .contains("has the key " + B, "had " + A, "'edge trust [2001:db8::1]:7654#" + B + "'");
        assertThat(known.lookup(PLACE)).as("still").contains(A);

        known.trust(PLACE, B);
        assertThat(known.refusal(UNPINNED, B)).isEmpty();
        assertThat(known.lookup(new HostPort("other", 1))).contains(B);
    }

    @Test
    void thePinnedKeyDecidesAndIsNotWritten() throws ExitException {
        SupernodeSpec pinned = new SupernodeSpec(PLACE, Optional.of(B));
        known.trust(PLACE, A);

        assertThat(known.refusal(pinned, B)).isEmpty();
        assertThat(known.refusal(pinned, A).orElseThrow()).contains(B + " is configured", "-l [2001:db8::1]:7654#" + A);
        assertThat(known.lookup(PLACE)).contains(A);
    }

    @Test
    void aDamagedFileIsNamedByItsLine() throws Exception {
        Files.writeString(state.file("known_supernodes"), "a:1 " + A + "\n\nb:2 xyz\n");

        assertThatExceptionOfType(ExitException.class)
                .isThrownBy(() -> known.lookup(PLACE))
                .withMessageContainingAll("known_supernodes line 3: ", "delete it");
    }
}
