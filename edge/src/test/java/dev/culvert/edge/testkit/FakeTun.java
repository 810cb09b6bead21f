package dev.culvert.edge.testkit;

import dev.culvert.edge.data.TunWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A TUN device that keeps what is written, or refuses it. */
public final class FakeTun implements TunWriter {
    private final List<byte[]> written = new ArrayList<>();
    private boolean refusing;

    /** From now on nothing is taken. */
    public void refuse() {
        refusing = true;
    }

    /** Takes out what was written so far, in order. */
    public List<byte[]> takeWritten() {
        List<byte[]> taken = List.copyOf(written);
        written.clear();
        return taken;
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length) {
        if (!refusing) {
            written.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
        return !refusing;
    }
}
