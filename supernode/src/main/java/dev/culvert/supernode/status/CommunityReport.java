package dev.culvert.supernode.status;

import dev.culvert.common.ip.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * A community at one moment. Its name is not known here. Immutable.
 *
 * @param id 32 hexadecimal digits
 * @param prefix its network, once the first claim has fixed it
 * @param edges by address
 * @param relays how many of the supernode's relays are this community's
 */
public record CommunityReport(String id, Optional<IpPrefix> prefix, List<EdgeReport> edges, int relays) {

    /** Copies the list. */
    public CommunityReport {
        edges = List.copyOf(edges);
    }
}
