package dev.culvert.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.PublicKey;
import org.junit.jupiter.api.Test;

class CommunityKeysTest {
    private static final String GENERATED = CommunitySecret.of(new byte[16]).encoded();
    private static final PublicKey A = Members.seed(1).sessionKey().publicKey();
    private static final PublicKey B = Members.seed(2).sessionKey().publicKey();

    @Test
    void nameAndSecretBothCount_andNothingElse() {
        CommunityKeys keys = CommunityKeys.derive("mynet", "correct horse");

        assertThat(CommunityKeys.derive("mynet", "correct horse").encoded()).isEqualTo(keys.encoded());
        assertThat(CommunityKeys.derive("mynet", "correct horsf").id()).isNotEqualTo(keys.id());
        assertThat(CommunityKeys.derive("mynes", "correct horse").id()).isNotEqualTo(keys.id());
        assertThat(CommunityKeys.derive("mynet", GENERATED).id())
                .isNotEqualTo(CommunityKeys.derive("mynes", GENERATED).id());
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        assertThat(CommunityKeys.derive("caf\u00e9", "\u00e9t\u00e9").id())
                .isEqualTo(CommunityKeys.derive("cafe\u0301", "e\u0301te\u0301").id());
    }

    @Test
    void aPairHasOneKeyInBothOrders_andNoOtherPairHasIt() {
        CommunityKeys keys = CommunityKeys.derive("mynet", GENERATED);
        CommunityKeys others = CommunityKeys.derive("other", GENERATED);

        assertThat(keys.pairKey(A, B)).usingRecursiveComparison().isEqualTo(keys.pairKey(B, A));
        assertThat(keys.pairKey(A, B)).usingRecursiveComparison().isNotEqualTo(keys.pairKey(A, A));
        assertThat(keys.pairKey(A, B)).usingRecursiveComparison().isNotEqualTo(others.pairKey(A, B));
    }

    @Test
    void readsWhatItWrote_andTellsNothing() {
        CommunityKeys keys = CommunityKeys.derive("mynet", GENERATED);

        CommunityKeys read = CommunityKeys.parse(keys.encoded());

        assertThat(read.publicKey()).isEqualTo(keys.publicKey());
        assertThat(read.pairKey(A, B)).usingRecursiveComparison().isEqualTo(keys.pairKey(A, B));
        assertThat(keys).hasToString("CommunityKeys of " + keys.id());
        assertThatIllegalArgumentException().isThrownBy(() -> CommunityKeys.parse("?"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunityKeys.parse("AAAA"))
                .withMessageContaining("3 bytes, not 64");
    }

    @Test
    void idIsReadAsItIsWritten() {
        CommunityId id = CommunityKeys.derive("mynet", GENERATED).id();

        assertThat(CommunityId.parse(id.toString())).isEqualTo(id);
        assertThat(id.toString()).matches("[0-9a-f]{32}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunityId.parse("mynet"))
                .withMessageContaining("'mynet'")
                .withMessageContaining("edge community");
    }

    @Test
    void refusalsSayWhatToDo_andNeverRepeatTheSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunityKeys.derive("", "secret"))
                .withMessageContaining("1 to 63 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> CommunityKeys.derive("n".repeat(64), "secret"));
        assertThatIllegalArgumentException().isThrownBy(() -> CommunityKeys.derive("a\nb", "secret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunityKeys.derive("mynet", ""))
                .withMessageContaining("edge genkey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunityKeys.derive("mynet", GENERATED.replace('a', 'b')))
                .withMessageContaining("mistyped")
                .withMessageNotContaining("bbbb");
    }
}
