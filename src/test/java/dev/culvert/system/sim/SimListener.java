package dev.culvert.system.sim;

import dev.culvert.edge.core.CommunityListener;
import dev.culvert.edge.core.EdgeListener;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;

/** Hears what an edge says, and keeps what a user would be told. */
abstract class SimListener implements CommunityListener, EdgeListener {
    private final List<String> said;

    SimListener(List<String> said) {
        this.said = said;
    }

    @Override
    public void onLinkState(SupernodeLink link) {
        said.add(link.state() + (link.words().isEmpty() ? "" : ": " + link.words()));
    }

    @Override
    public void onAlone(SupernodeLink link) {
        said.add("alone");
    }

    @Override
    public void onReplaced(String why) {
        said.add("replaced: " + why);
    }

    @Override
    public void onRejected(String why) {
        said.add("rejected: " + why);
    }

    @Override
    public void onMet(Peer peer, String name) {}

    @Override
    public void onPath(Peer peer, PathChange change) {}

    @Override
    public void onNat(NatReport report) {}

    @Override
    public void onSession(Peer peer) {}

    @Override
    public void onUnreachable(Peer peer) {}

    @Override
    public boolean isEndpointComing(Peer peer) {
        return false;
    }
}
