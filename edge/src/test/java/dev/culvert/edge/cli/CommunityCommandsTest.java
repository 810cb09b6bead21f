package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about communities and supernodes. */
class CommunityCommandsTest {
    private static final String KEY = "D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=";
    private static final String OTHER = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

    @TempDir
    private Path directory;

    private String state = "";
    private String secretFile = "";

    @BeforeEach
    void prepare() throws Exception {
        state = directory.resolve("s").toString();
        Path secret = Files.writeString(
                directory.resolve("secret"), Invocation.run("genkey").out());
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        secretFile = secret.toString();
    }

    @Test
    void communityPrintsItsId() {
        Invocation first = Invocation.run("community", "-c", "mynet", "--secret-file", secretFile);
        Invocation other = Invocation.run("community", "-c", "mynet2", "--secret-file", secretFile);

        assertThat(first.err()).isEmpty();
        assertThat(first.out().strip()).matches("[0-9a-f]{32}");
        assertThat(other.out()).isNotEqualTo(first.out());
        assertThat(Invocation.run("community", "-c", "mynet", "-k", "hunter2").err())
                .contains("edge: warning: every user", "edge: warning: the secret of community mynet is shorter");
    }

    @Test
    void communityWithoutOne() {
        Invocation run = Invocation.run("community");

        assertThat(run.status()).isEqualTo(64);
        assertThat(run.err()).startsWith("edge: no community is named: give -c COMMUNITY");
    }

    @Test
    void whatInvitePrintsUpTakes() throws Exception {
        Invocation invite = Invocation.run(
                "invite", "-c", "mynet", "--secret-file", secretFile, "-l", "host:7654#" + KEY, "--state-dir", state);
        assertThat(invite.status()).isZero();
        assertThat(invite.err())
                .contains("the community's secret is in this invite")
                .hasLineCount(1);
        Path file = Files.writeString(directory.resolve("invite"), invite.out());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        Invocation up = Invocation.begin("--join-file", file.toString(), "--state-dir", state);

        assertThat(up.config().community().orElseThrow().name()).isEqualTo("mynet");
        assertThat(up.config().community().orElseThrow().supernodes())
                .singleElement()
                .hasToString("host:7654#" + KEY);
        up.stop();
        assertThat(up.status()).isZero();
    }

    @Test
    void inviteTakesTheKeyThatTrustWrote() {
        String[] invite = {"invite", "-c", "mynet", "--secret-file", secretFile, "-l", "host:7654", "--state-dir", state
        };
        Invocation unknown = Invocation.run(invite);
        assertThat(unknown.status()).isEqualTo(69);
        assertThat(unknown.err())
                .startsWith("edge: the key of supernode host:7654 is not known here: give -l host:7654#KEY")
                .contains("'supernode key'");
        assertThat(Path.of(state)).as("asking makes no state").doesNotExist();

        assertThat(Invocation.run("trust", "host:7654#" + KEY, "--state-dir", state)
                        .status())
                .isZero();
        String first = Invocation.run(invite).out();
        assertThat(first).startsWith("culvert:");
        assertThat(Invocation.run("trust", "host:7654#" + OTHER, "--state-dir", state)
                        .status())
                .isZero();
        assertThat(Invocation.run(invite).out()).isNotEqualTo(first);
    }

    @Test
    void inviteNeedsACommunityAndASupernode() {
        assertThat(Invocation.run("invite").err()).startsWith("edge: no community is named");
        assertThat(Invocation.run("invite", "-c", "c", "--secret-file", secretFile)
                        .err())
                .startsWith("edge: --community: a community is joined at a supernode: add --supernode HOST:PORT");
    }

    @Test
    void trustNeedsPlaceAndKey() {
        assertThat(Invocation.run("trust").err()).contains("Missing required parameter: 'HOST:PORT#KEY'");
        assertThat(Invocation.run("trust", "host:7654").err())
                .startsWith("edge: trust: host:7654 has no key: add #KEY");
        assertThat(Invocation.run("trust", "host#" + KEY).err()).startsWith("edge: trust: 'host' has no port");
        assertThat(Invocation.run("trust", "host:1#x").err()).startsWith("edge: trust: public key is not a key");
    }

    @Test
    void supernodesMayBeRepeatedAndOthersMayNot() {
        Invocation up = Invocation.begin(
                "-c", "c", "--secret-file", secretFile, "-l", "a:1", "-l", "b:2", "--state-dir", state);
        assertThat(up.config().community().orElseThrow().supernodes()).hasSize(2);
        up.stop();
        assertThat(up.status()).isZero();

        assertThat(Invocation.run("-c", "c", "-c", "d").err())
                .contains("option '--community' (NAME) should be specified only once");
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(Invocation.run("up", "--help").out())
                .contains("--community", "--secret", "--secret-file", "--supernode", "--name", "--path", "--join")
                .contains("--join-file");
        assertThat(Pattern.compile("CULVERT_SECRET")
                        .matcher(Invocation.run("up", "--help").out())
                        .find())
                .isTrue();
        assertThat(Invocation.run("--help").out()).contains("invite ", "community ", "trust ");
    }
}
