package dev.culvert.common.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is particular to it; the rest is in {@link AeadTest}. */
class ChaCha20Poly1305Test {
    static final byte[] SUNSCREEN = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
                    + "the future, sunscreen would be it.")
            .getBytes(UTF_8);

    private final ChaCha20Poly1305 aead = new ChaCha20Poly1305();

    /** RFC 8439 appendix A.5, whose nonce has the form that a counter gives here: four zero bytes first. */
    @Test
    void openAndSeal_matchTheVectorOfTheRfc() {
        byte[] sealed = Hex.bytes("64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                + "a6ad5cb4022b02709b"
                + "eead9d67890cbb22392336fea1851f38");
        byte[] opened = new byte[sealed.length - Aead.TAG_BYTES];
        AeadKey key = new AeadKey(Hex.bytes("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0"));
        byte[] associated = Hex.bytes("f33388860000000000004e91");
        boolean genuine = aead.open(key, 0x0807060504030201L, associated, sealed, 0, sealed.length, opened, 0);
        assertThat(genuine).isTrue();
        assertThat(new String(opened, UTF_8))
                .isEqualTo("Internet-Drafts are draft documents valid for a maximum of six months and may be updated,"
                        + " replaced, or obsoleted by other documents at any time. It is inappropriate to use"
                        + " Internet-Drafts as reference material or to cite them other than as"
                        + " /\u201cwork in progress./\u201d");

        byte[] again = new byte[sealed.length];
        new ChaCha20Poly1305().seal(key, 0x0807060504030201L, associated, opened, 0, opened.length, again, 0);
        assertThat(again).isEqualTo(sealed);
    }
}
