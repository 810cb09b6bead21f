package dev.culvert.common.session;

import dev.culvert.common.crypto.Aead;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.WipedKeyException;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;

/** Seals and opens data messages, each in the suite of its keys. An instance belongs to one thread. */
@SuppressWarnings("EnumOrdinal") // the ordinal is the index; nothing outlives the process
public final class DataCipher {
    private final Aead[] bySuite;
    private long forgotNs;

    /** One whose AEADs come from there. */
    public DataCipher(AeadFactory factory) {
        CipherSuite[] suites = CipherSuite.values();
        bySuite = new Aead[suites.length];
        for (int i = 0; i < suites.length; i++) {
            bySuite[i] = factory.create(suites[i]);
        }
    }

    /**
     * Writes a whole data message: header, ciphertext, tag.
     *
     * @param counter reserved from the keypair, for this message alone
     * @param flags {@link MessageLayout#CHECKSUM_MISSING} or 0, authenticated; always 0 in WireGuard's own suite
     * @param message receives {@code length + DATA_OVERHEAD_BYTES} bytes from {@code at} on
     * @throws WipedKeyException if the keys were wiped
     */
    public void seal(
            Keypair<?> keypair, long counter, int flags, byte[] plain, int offset, int length, byte[] message, int at) {
        CipherSuite suite = keypair.suite();
        MessageLayout.writeDataHeader(message, at, suite.number(), flags, keypair.remoteIndex(), counter);
        bySuite[suite.ordinal()].seal(
                keypair.sendKey(),
                suite.fixedPart(MessageLayout.readInt(message, at)),
                counter,
                Aead.NO_DATA,
                plain,
                offset,
                length,
                message,
                at + MessageLayout.DATA_HEADER_BYTES);
    }

    /** Writes a data message without flags. */
    public void seal(Keypair<?> keypair, long counter, byte[] plain, int offset, int length, byte[] message, int at) {
        seal(keypair, counter, 0, plain, offset, length, message, at);
    }

    /** Opens a data message to the beginning of an array. */
    public boolean open(Keypair<?> keypair, byte[] message, int at, int length, byte[] plain) {
        return open(keypair, message, at, length, plain, 0);
    }

    /** Leaves nothing of keys that were wiped; at most once a second, so it can be called for each batch. */
    public void forgetWipedKeys(long nowNs) {
        if (nowNs - forgotNs >= Timing.FORGET_KEYS_NS) {
            forgotNs = nowNs;
            for (Aead aead : bySuite) {
                aead.forgetDestroyed();
            }
        }
    }

    /**
     * Opens a data message whose index is the keypair's.
     *
     * @param length of the message
     * @param plain receives {@code length - DATA_OVERHEAD_BYTES} bytes from {@code plainAt} on, which mean nothing if the message is not authentic
     * @return whether it is authentic; one that names another suite than the keys have is not
     * @throws WipedKeyException if the keys were wiped
     */
    public boolean open(Keypair<?> keypair, byte[] message, int at, int length, byte[] plain, int plainAt) {
        CipherSuite suite = keypair.suite();
        return MessageLayout.suite(message, at) == suite.number()
                && bySuite[suite.ordinal()].open(
                        keypair.receiveKey(),
                        suite.fixedPart(MessageLayout.readInt(message, at)),
                        MessageLayout.readLong(message, at + MessageLayout.DATA_COUNTER),
                        Aead.NO_DATA,
                        message,
                        at + MessageLayout.DATA_HEADER_BYTES,
                        length - MessageLayout.DATA_HEADER_BYTES,
                        plain,
                        plainAt);
    }
}
