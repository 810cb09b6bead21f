package dev.culvert.common.record;

import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.VerifyKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a community is called outside of it: BLAKE2s-128 of its public key. Says nothing of its name. Immutable; equal
 * if the bytes are.
 */
public final class CommunityId {
    /** Size of an id in bytes. */
    public static final int BYTES = 16;

    private final byte[] bytes;

    private CommunityId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The id of the community with this public key. */
    public static CommunityId of(VerifyKey communityKey) {
        return new CommunityId(Blake2s.hash128(communityKey.bytes()));
    }

    /**
     * Reads what {@code edge community} prints.
     *
     * @throws IllegalArgumentException if it is not 32 hexadecimal digits in lower case; the message repeats it
     */
    public static CommunityId parse(String text) {
        if (!text.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a community's id: 32 digits 0-9 and a-f are wanted, as printed by 'edge community'");
        }
        return new CommunityId(HexFormat.of().parseHex(text));
    }

    /** A copy of the 16 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommunityId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 32 hexadecimal digits, lower case. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
