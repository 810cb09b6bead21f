package dev.culvert.edge.data;

import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Tally;
import dev.culvert.edge.peer.Peer;
import org.jspecify.annotations.Nullable;

/** What a peer's messages of one batch come to by path, added to a path's tally once in a row. Belongs to one thread. */
final class ReceivedBytes {
    private @Nullable Tally tally;
    private int bytes;

    /** A message came, of the same peer as those before it since {@link #end}. */
    void add(Peer peer, int length, Arrival arrival) {
        if (tally == null || !arrival.isBy(tally.path())) {
            end();
            tally = peer.tallyOf(arrival);
        }
        bytes += length;
    }

    /** Another peer's may follow. */
    void end() {
        if (tally != null) {
            tally.received(bytes);
        }
        tally = null;
        bytes = 0;
    }
}
