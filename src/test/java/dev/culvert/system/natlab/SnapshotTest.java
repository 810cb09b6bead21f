package dev.culvert.system.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
    @Test
    void edgeThatSaysAllOfIt() {
        Snapshot snapshot = parse("""
                {"supernodes":[{"state":"registered"},{"state":"registered"}],
                 "nat":{"mapping":"endpoint-independent","filtering":"unknown","classic":"cone",
                  "allocation":"","detectionMs":640},
                 "peers":[{"path":"direct","verdict":"direct: 203.0.113.1:7777"}]}
                """);
        assertThat(snapshot)
                .isEqualTo(new Snapshot(
                        true,
                        true,
                        "endpoint-independent",
                        "",
                        "",
                        Optional.of(640.0),
                        "direct",
                        "direct: 203.0.113.1:7777"));
        assertThat(snapshot.isSettled()).isTrue();
        assertThat(snapshot.isDirect()).isTrue();
    }

    @Test
    void edgeThatDoesNotKnowItsNatYet_isNotSettled() {
        assertThat(parse("{\"supernodes\":[{\"state\":\"REGISTERED\"}],\"nat\":{\"mapping\":\"UNKNOWN\"},\"peers\":[]}")
                        .isSettled())
                .isFalse();
        assertThat(parse("{\"supernodes\":[{\"state\":\"registered\"}],\"nat\":{}}")
                        .isSettled())
                .isFalse();
    }

    @Test
    void edgeThatNeverSaysIt_isSettledOnceRegistered() {
        assertThat(parse("{\"supernodes\":[{\"state\":\"registered\"}]}").isSettled())
                .isTrue();
        assertThat(parse("{\"supernodes\":[{\"state\":\"registered\"},{\"state\":\"connecting\"}]}")
                        .isSettled())
                .isFalse();
        assertThat(parse("{\"supernodes\":[]}").isSettled()).isFalse();
        assertThat(parse("{}")).isEqualTo(Snapshot.NONE);
    }

    private static Snapshot parse(String json) {
        return Snapshot.of(Json.mapper().readTree(json));
    }
}
