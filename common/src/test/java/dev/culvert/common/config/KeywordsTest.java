package dev.culvert.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordsTest {
    private static final List<String> PEER_WORDS =
            List.of("public-key", "allowed-ips", "endpoint", "preshared-key-file", "persistent-keepalive");

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,'',3", "flaw,lawn,2", "same,same,0"})
    void distance(String a, String b, int expected) {
        assertThat(Keywords.distance(a, b)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "AllowedIPs,allowed-ips",
        "allowed_ips,allowed-ips",
        "allowed-ip,allowed-ips",
        "PublicKey,public-key",
        "pubkey,public-key",
        "preshared-key,preshared-key-file",
        "keepalive,persistent-keepalive",
        "endpiont,endpoint"
    })
    void theNearestKeyIsSuggested(String word, String nearest) {
        assertThat(Keywords.unknown(word, PEER_WORDS))
                .isEqualTo("unknown key '" + word + "': do you mean '" + nearest + "'?");
    }

    @Test
    void ifNoneIsNearAllAreNamed() {
        assertThat(Keywords.unknown("xyzzy", PEER_WORDS))
                .isEqualTo("unknown key 'xyzzy': known are public-key, allowed-ips, endpoint, preshared-key-file,"
                        + " persistent-keepalive");
    }
}
