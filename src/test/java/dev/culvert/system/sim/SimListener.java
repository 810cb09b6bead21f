package dev.culvert.system.sim;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.edge.core.CommunityListener;
import dev.culvert.edge.core.EdgeListener;
import dev.culvert.edge.core.Remembered;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.SupernodeLink;
import dev.culvert.system.sim.SimJournal.Level;
import java.util.List;
import java.util.Optional;

/** Hears what an edge says, and keeps what a user would be told, and what the log would have. */
abstract class SimListener implements CommunityListener, EdgeListener {
    private final List<String> said;
    private final SimJournal journal;
    private final SimDisk disk;
    private String nat = "";

    SimListener(List<String> said, SimJournal journal, SimDisk disk) {
        this.said = said;
        this.journal = journal;
        this.disk = disk;
    }

    @Override
    public Optional<PublicKey> knownKey(SupernodeLink link) {
        return Optional.ofNullable(disk.knownKeys().get(link.place()));
    }

    @Override
    public void remember(SupernodeLink link, PublicKey key) {
        disk.knownKeys().put(link.place(), key);
    }

    private void say(Level level, String words) {
        said.add(words);
        journal.write(level, words);
    }

    @Override
    public void onLinkState(SupernodeLink link) {
        String words = link.state() + (link.words().isEmpty() ? "" : ": " + link.words());
        say(level(link.state()), words);
    }

    private static Level level(SupernodeState state) {
        return switch (state) {
            case CONNECTING -> Level.DEBUG;
            case REGISTERED -> Level.INFO;
            case UNREACHABLE, REFUSED -> Level.WARN;
        };
    }

    @Override
    public void onAlone(SupernodeLink link) {
        say(Level.INFO, "alone");
    }

    @Override
    public void onWithoutSupernodes(Remembered remembered) {
        say(Level.WARN, "without supernodes: " + remembered.peers() + " remembered");
    }

    @Override
    public void onReplaced(String why) {
        say(Level.WARN, "replaced: " + why);
    }

    @Override
    public void onRejected(String why) {
        say(Level.WARN, "rejected: " + why);
    }

    @Override
    public void onMet(Peer peer, String name) {
        journal.write(Level.DEBUG, "met " + name);
    }

    @Override
    public void onPath(Peer peer, PathChange change) {
        journal.write(Level.INFO, "path: " + change.path() + ": " + change.why());
    }

    @Override
    public void onMoved() {}

    @Override
    public void onVerdict(Peer peer, Verdict verdict) {
        say(Level.INFO, "not direct: " + verdict.code());
    }

    @Override
    public void onNat(NatReport report) {
        String words = "NAT: " + report.natClass().classicName() + ", seen at " + report.mapped();
        if (report.complete() && !words.equals(nat)) {
            nat = words;
            journal.write(Level.INFO, words);
        }
    }

    @Override
    public void onSession(Peer peer) {
        journal.write(Level.DEBUG, "session");
    }

    @Override
    public void onUnreachable(Peer peer) {
        journal.write(Level.INFO, "does not answer");
    }

    @Override
    public boolean isEndpointComing(Peer peer) {
        return false;
    }
}
