package dev.culvert.edge.supernode;

import dev.culvert.common.session.Keypair;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import org.jspecify.annotations.Nullable;

/**
 * Whether a HINT is worth anything. It is not authentic, so it must repeat what only a recent packet of ours shows: a
 * token, or an index with a counter shortly before the next one.
 */
public final class HintCheck {
    private HintCheck() {}

    /** Whether it repeats a KEEP or RELAY with this token. */
    public static boolean namesToken(byte[] hint, long token) {
        int kind = MessageLayout.readInt(hint, CulvertLayout.HINT_ECHO);
        return switch (kind) {
            case CulvertLayout.TYPE_KEEP -> tokenAt(hint, CulvertLayout.KEEP_TOKEN) == token;
            case CulvertLayout.TYPE_RELAY -> tokenAt(hint, CulvertLayout.RELAY_TOKEN) == token;
            default -> false;
        };
    }

    /** Whether it repeats a data message that was sent lately under these keys. */
    public static boolean namesKeys(byte[] hint, @Nullable Keypair<?> keypair) {
        if (keypair == null
                || (MessageLayout.readInt(hint, CulvertLayout.HINT_ECHO) & 0xFFFF) // not its flags
                        != MessageLayout.head(
                                MessageLayout.TYPE_DATA, keypair.suite().number())
                || MessageLayout.readInt(hint, CulvertLayout.HINT_ECHO + MessageLayout.FIRST_INDEX)
                        != keypair.remoteIndex()) {
            return false;
        }
        long behind = keypair.nextCounter()
                - MessageLayout.readLong(hint, CulvertLayout.HINT_ECHO + MessageLayout.DATA_COUNTER);
        return behind > 0 && behind <= Timing.HINT_WINDOW;
    }

    private static long tokenAt(byte[] hint, int offset) {
        return MessageLayout.readLong(hint, CulvertLayout.HINT_ECHO + offset);
    }
}
