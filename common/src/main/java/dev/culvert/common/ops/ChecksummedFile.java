package dev.culvert.common.ops;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Bytes in one file of the state directory, replaced as a whole: a line with the format's name and a checksum, then the
 * bytes in base64. Stateless; any thread may call, and every call blocks on the disk.
 */
public final class ChecksummedFile {
    private final StateDirectory state;
    private final String name;
    private final String format;

    /** What a file holds is not what was written, or not in this format. */
    public static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1;

        DamagedException(String why) {
            super(why);
        }
    }

    /**
     * A file that need not exist.
     *
     * @param format what the first line begins with, such as "culvert-peers-1"
     */
    public ChecksummedFile(StateDirectory state, String name, String format) {
        this.state = state;
        this.name = name;
        this.format = format;
    }

    /**
     * The bytes stored last; nothing if none ever were.
     *
     * @throws ExitException if the file cannot be read
     */
    public Optional<byte[]> read() throws ExitException, DamagedException {
        try {
            Optional<String> text = state.readText(name);
            return text.isPresent() ? Optional.of(parse(text.get())) : Optional.empty();
        } catch (ExitException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new DamagedException("not text");
            }
            throw e;
        }
    }

    private byte[] parse(String text) throws DamagedException {
        String[] lines = text.split("\n", -1);
        if (lines.length != 3 || !lines[2].isEmpty() || !lines[0].equals(header(lines[1]))) {
            throw new DamagedException("header or checksum");
        }
        try {
            return Base64.getDecoder().decode(lines[1]);
        } catch (IllegalArgumentException e) {
            throw new DamagedException("not base64");
        }
    }

    /**
     * Stores bytes: after a crash or a power cut there are the old ones or the new ones, whole.
     *
     * @throws ExitException if it cannot be written; the old ones are still there
     */
    public void write(byte[] bytes) throws ExitException {
        String body = Base64.getEncoder().encodeToString(bytes);
        state.writeAtomically(name, header(body) + "\n" + body + "\n");
    }

    private String header(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return format + " " + Long.toHexString(crc.getValue());
    }
}
