package dev.culvert.common.ops;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.record.CommunityKeys;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a community's keys in the state directory, so that the slow hash runs once a secret: {@code community-keys},
 * mode 0600, two lines. The first says which name and secret the keys are of, under a key made from the identity seed;
 * docs/decisions/0009 says why that is no gift to a thief.
 */
public final class CommunityKeysFile {
    private static final Logger log = LoggerFactory.getLogger(CommunityKeysFile.class);
    private static final String NAME = "community-keys";

    private CommunityKeysFile() {}

    /**
     * The keys of a community, from the file where it holds them, else made and stored. Blocks, some tenths of a second
     * the first time. Secrets of {@code edge genkey} need no file and get none; those typed at a prompt are for {@link
     * #derive}.
     *
     * @param directory the edge's state directory
     * @param seed the seed in it
     * @throws ExitException if name or secret cannot be used, or the file is open to others or unreadable
     */
    public static CommunityKeys readOrDerive(StateDirectory directory, IdentitySeed seed, String name, String secret)
            throws ExitException {
        try {
            if (!CommunityKeys.isSlow(secret)) {
                return CommunityKeys.derive(name, secret);
            }
            String of = HexFormat.of().formatHex(seed.fingerprint(CommunityKeys.inputs(name, secret)));
            Optional<CommunityKeys> stored = read(directory, of);
            return stored.isPresent() ? stored.get() : deriveAndStore(directory, of, name, secret);
        } catch (IllegalArgumentException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The keys of a community whose secret was typed at a prompt: it leaves no trace on the disk. Takes some tenths of a
     * second.
     *
     * @throws ExitException if name or secret cannot be used
     */
    public static CommunityKeys derive(String name, String secret) throws ExitException {
        try {
            return CommunityKeys.derive(name, secret);
        } catch (IllegalArgumentException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<CommunityKeys> read(StateDirectory directory, String of) throws ExitException {
        if (Files.notExists(directory.file(NAME))) {
            return Optional.empty();
        }
        String[] lines = SecretFile.read(NAME, directory.file(NAME)).split("\n", -1);
        if (lines.length != 2 || !lines[0].equals(of)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CommunityKeys.parse(lines[1]));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static CommunityKeys deriveAndStore(StateDirectory directory, String of, String name, String secret) {
        CommunityKeys keys = CommunityKeys.derive(name, secret);
        try {
            directory.writeAtomically(NAME, of + "\n" + keys.encoded() + "\n");
        } catch (ExitException e) {
            log.warn("{}: the next start will compute the community's keys again", e.getMessage());
        }
        return keys;
    }
}
