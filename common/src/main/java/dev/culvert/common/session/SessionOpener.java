package dev.culvert.common.session;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.WipedKeyException;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.wire.MessageLayout;
import java.util.Optional;

/**
 * Opens data messages one by one, where there is no data path: what comes inside is read by the conductor itself. Belongs
 * to one thread.
 *
 * @param <P> what a session belongs to
 */
public final class SessionOpener<P> {
    private final IndexTable<P> indices;
    private final Counters<CounterId> counters;
    private final DataCipher cipher = new DataCipher(AeadFactory.JCE);

    /**
     * What a message held.
     *
     * @param keypair whose message it was; one that is not confirmed goes to {@link Sessions#onConfirmed}
     * @param plaintext with its padding; empty for a keepalive
     */
    public record Opened<P>(Keypair<P> keypair, byte[] plaintext) {}

    /** An opener for these sessions. */
    public SessionOpener(IndexTable<P> indices, Counters<CounterId> counters) {
        this.indices = indices;
        this.counters = counters;
    }

    /** Whether the index of this data message is a live keypair's; if not, its sender deserves a hint. */
    public boolean isKnown(byte[] message, int offset) {
        return indices.find(MessageLayout.readInt(message, offset + MessageLayout.FIRST_INDEX)) instanceof Keypair<P>;
    }

    /** Opens a data message; empty, and counted, if it is not authentic, too old or seen before. */
    public Optional<Opened<P>> open(byte[] message, int offset, int length, long nowNs) {
        int index = MessageLayout.readInt(message, offset + MessageLayout.FIRST_INDEX);
        if (!(indices.find(index) instanceof Keypair<P> keypair)) {
            return refuse(CounterId.DROP_UNKNOWN_INDEX);
        }
        if (keypair.isExpired(nowNs)) {
            return refuse(CounterId.DROP_EXPIRED_KEY);
        }
        long counter = MessageLayout.readLong(message, offset + MessageLayout.DATA_COUNTER);
        byte[] plaintext = new byte[length - MessageLayout.DATA_OVERHEAD_BYTES];
        try {
            if (!cipher.open(keypair, message, offset, length, plaintext)) {
                return refuse(CounterId.DROP_BAD_TAG);
            }
        } catch (WipedKeyException e) {
            return refuse(CounterId.DROP_EXPIRED_KEY);
        }
        return switch (accept(keypair, counter)) {
            case ACCEPTED -> {
                keypair.session().activity().received(plaintext.length > 0, length, nowNs);
                yield Optional.of(new Opened<>(keypair, plaintext));
            }
            case DUPLICATE -> refuse(CounterId.DROP_REPLAY_DUPLICATE);
            case TOO_OLD -> refuse(CounterId.DROP_REPLAY_TOO_OLD);
        };
    }

    private static ReplayWindow.Verdict accept(Keypair<?> keypair, long counter) {
        keypair.receiveLock().lock();
        try {
            return keypair.replayWindow().accept(counter);
        } finally {
            keypair.receiveLock().unlock();
        }
    }

    private Optional<Opened<P>> refuse(CounterId reason) {
        counters.add(reason);
        return Optional.empty();
    }
}
