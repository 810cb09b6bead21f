package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Names;
import dev.culvert.common.config.SecretText;
import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.PublicKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A community and its supernodes in one string, to be handed to a new member. It has the secret in it.
 *
 * <pre>
 * culvert:  + base64url without padding (RFC 4648) of
 *
 *   1 byte   version, 1
 *   1 byte   how many supernodes, and for each:
 *              text  HOST:PORT
 *              32    its public key
 *   text     the community's name
 *   text     its secret
 *   4 bytes  check: first bytes of BLAKE2s(label, all before)
 *
 * text: 2 bytes length, little endian; UTF-8
 * </pre>
 */
public final class Invite {
    /** What every invite starts with. */
    public static final String PREFIX = "culvert:";

    private static final byte VERSION = 1;
    private static final int CHECK_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final int MAX_BYTES = 4096;
    private static final byte[] LABEL = "culvert invite v1".getBytes(StandardCharsets.US_ASCII);

    private Invite() {}

    /**
     * The string for a new member. A secret.
     *
     * @throws IllegalArgumentException if a supernode's key is not known, or it does not fit
     */
    public static String encode(CommunityConfig community) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put(VERSION).put((byte) community.supernodes().size());
        for (SupernodeSpec supernode : community.supernodes()) {
            PublicKey key =
                    supernode.key().orElseThrow(() -> new IllegalArgumentException(supernode.place() + " has no key"));
            if (out.remaining() < MAX_BYTES / 2) {
                throw new IllegalArgumentException("an invite has no room for so many supernodes: name fewer");
            }
            putText(out, supernode.place().toString());
            out.put(key.bytes());
        }
        putText(out, community.name());
        putText(out, community.secret().reveal());
        byte[] body = Arrays.copyOf(out.array(), out.position());
        out.put(check(body));
        return PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    /**
     * Reads {@link #encode}.
     *
     * @throws IllegalArgumentException if it was mistyped or cut; the message does not repeat it
     */
    public static CommunityConfig parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw mistyped("it does not start with '" + PREFIX + "'");
        }
        byte[] all = decode(text.substring(PREFIX.length()));
        byte[] body = Arrays.copyOf(all, Math.max(0, all.length - CHECK_BYTES));
        if (body.length == 0 || !Arrays.equals(check(body), Arrays.copyOfRange(all, body.length, all.length))) {
            throw mistyped("its check does not match");
        }
        if (body[0] != VERSION) {
            throw new IllegalArgumentException(
                    "the invite is of version " + body[0] + ", and this edge knows " + VERSION + " only: update it");
        }
        try {
            return body(ByteBuffer.wrap(body, 1, body.length - 1).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException e) {
            throw malformed();
        }
    }

    private static CommunityConfig body(ByteBuffer in) {
        List<SupernodeSpec> supernodes = new ArrayList<>();
        int count = Byte.toUnsignedInt(in.get());
        for (int i = 0; i < count; i++) {
            HostPort place = HostPort.parse(text(in));
            byte[] key = new byte[KEY_BYTES];
            in.get(key);
            supernodes.add(new SupernodeSpec(place, Optional.of(PublicKey.of(key))));
        }
        String name = Names.checked("community's name", text(in));
        String secret = text(in);
        if (in.hasRemaining() || secret.isBlank() || supernodes.isEmpty()) {
            throw malformed();
        }
        return new CommunityConfig(name, new SecretText(secret), false, supernodes);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw mistyped("its characters are A to Z, a to z, 0 to 9, '-' and '_'");
        }
    }

    private static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw malformed();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] check(byte[] body) {
        return Arrays.copyOf(Blake2s.hash(LABEL, body), CHECK_BYTES);
    }

    private static IllegalArgumentException mistyped(String why) {
        return new IllegalArgumentException("the invite is mistyped: " + why + "; copy it again");
    }

    /** The check matched: it was made so. */
    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("the invite is malformed: have another one made with 'edge invite'");
    }
}
