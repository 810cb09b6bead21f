package dev.culvert.edge.status;

import java.util.List;

/**
 * The paths to another edge, and how they were looked for. Immutable.
 *
 * @param code why it is on the path it is on, for programs: direct, probing, disabled, both-symmetric-random …
 * @param strategy what was tried last: "simultaneous open", "sequential prediction", "sequential prediction at both ends", "port block", "birthday", "volley"; ""
 *     before the first try
 * @param peerNat what its NATs do, by the classic name
 * @param paths all that are known
 * @param changes the last ones, the oldest first
 */
public record PeerPaths(
        String code, String strategy, String peerNat, List<PathStatus> paths, List<PathChangeStatus> changes) {
    /** Copies the lists. */
    public PeerPaths {
        paths = List.copyOf(paths);
        changes = List.copyOf(changes);
    }
}
