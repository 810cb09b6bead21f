package dev.culvert.edge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.SecretText;
import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InviteTest {
    private static final PublicKey KEY = PublicKey.parse("D+VCtGJ3pMWvGnt2sI4oIJRtzsaiZdMKtcYFfay/0SQ=");
    private static final SupernodeSpec SUPERNODE =
            new SupernodeSpec(new HostPort("2001:db8::1", 7654), Optional.of(KEY));
    private static final CommunityConfig COMMUNITY =
            new CommunityConfig("mein Netz ü", new SecretText("s p;#\""), false, List.of(SUPERNODE));

    private static String sealed(byte[] body) {
        byte[] check = Blake2s.hash("culvert invite v1".getBytes(StandardCharsets.US_ASCII), body);
        byte[] all = Arrays.copyOf(body, body.length + 4);
        System.arraycopy(check, 0, all, body.length, 4);
        return Invite.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    private static void refused(String invite, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Invite.parse(invite))
                .withMessageContaining(message);
    }

    @Test
    void comesBackAsItWas() {
        String invite = Invite.encode(COMMUNITY);

        assertThat(invite).matches("culvert:[A-Za-z0-9_-]+");
        assertThat(Invite.parse(invite)).isEqualTo(COMMUNITY);
    }

    @Test
    void everyMistypedCharacterIsNoticed() {
        String invite = Invite.encode(COMMUNITY);
        for (int i = 0; i < invite.length() - 1; i++) {
            char other = invite.charAt(i) == 'A' ? 'B' : 'A';
            refused(invite.substring(0, i) + other + invite.substring(i + 1), "the invite is mistyped");
            refused(invite.substring(0, i), "the invite is mistyped");
        }
        refused(invite + "!", "its characters are");
        refused("", "it does not start with 'culvert:'");
    }

    @Test
    void whatWasMadeWrongIsRefused() {
        refused(sealed(new byte[] {2, 0}), "the invite is of version 2");
        refused(sealed(new byte[] {1}), "the invite is malformed");
        refused(sealed(new byte[] {1, 1, 3, 0, 'a', ':'}), "the invite is malformed");
        refused(sealed(new byte[] {1, 0, 1, 0, 'c', 1, 0, 's'}), "the invite is malformed");
        refused(sealed(new byte[] {1, 1, (byte) 0xFF, (byte) 0xFF}), "the invite is malformed");
    }

    @Test
    void aKeyIsNeededAndThereIsAnEndOfRoom() {
        SupernodeSpec keyless = new SupernodeSpec(SUPERNODE.place(), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Invite.encode(new CommunityConfig("c", COMMUNITY.secret(), false, List.of(keyless))))
                .withMessage("[2001:db8::1]:7654 has no key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Invite.encode(
                        new CommunityConfig("c", COMMUNITY.secret(), false, Collections.nCopies(255, SUPERNODE))))
                .withMessageContaining("no room for so many supernodes");
    }
}
